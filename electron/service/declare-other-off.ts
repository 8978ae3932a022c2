import { declareLabels as labels } from '../../shared/domain/labels.ts'
import { type Command, finish, newRequestId, readConsent } from './command.ts'

/** `declare-other-off [--consent "..."]`: says what it means, and wants the sentence typed. */
export const declareOtherOff: Command = async (service, { consent: given }, console) => {
  const { byHand } = await service.call('status', {})
  if (byHand.declareOtherOff) {
    console.out(labels.title)
    for (const effect of labels.effects) console.out(`  - ${effect}`)
  }
  const typed = await readConsent(labels.consent, given, console)
  if (typed === null) return 1
  return finish(
    'The other server was not declared off',
    await service.call('declareOtherOff', { requestId: newRequestId(), consent: typed }),
    'The other server is declared off.',
    console,
  )
}
