import type { Status } from '../../shared/contract/status.ts'
import { declareEffects, declareLabels as labels } from '../../shared/domain/labels.ts'
import { type Command, finish, newRequestId, readConsent } from './command.ts'

const DONE = 'The other server is declared off.'

const isDeclared = ({ alarms }: Status): boolean => alarms.some(({ code }) => code === 'otherDeclaredOff')

/** `declare-other-off [--consent "..."]`: says what it means, and wants the sentence typed where that can do something. */
export const declareOtherOff: Command = async (service, { consent: given }, console) => {
  const status = await service.call('status', {})
  if (status.byHand.declareOtherOff) {
    console.out(labels.title)
    for (const effect of declareEffects(status)) console.out(`  - ${effect}`)
  } else if (isDeclared(status)) {
    console.out(DONE)
    return 0
  } else if (given === undefined) {
    console.err(`redundancy: ${labels.notOffered}`)
    return 1
  }
  const typed = await readConsent(labels.consent, given, console)
  if (typed === null) return 1
  return finish(
    'The other server was not declared off',
    await service.call('declareOtherOff', { requestId: newRequestId(), consent: typed }),
    DONE,
    console,
  )
}
