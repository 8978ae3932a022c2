import { forceLabels } from '../../shared/domain/labels.ts'
import { allHold } from '../../shared/domain/rules.ts'
import { type Command, newRequestId, readConsent } from './command.ts'
import { forceLines } from './force-text.ts'
import { beginAndWatch } from './switch-over.ts'

/** `force [--wait] [--consent "..."]`: shows what it would cost, and wants the sentence typed. */
export const force: Command = async (service, { wait, consent: given }, console) => {
  const { preview } = await service.call('forcePreview', {})
  if (preview === null) {
    console.err('redundancy: Redundancy is not enabled on this server.')
    return 1
  }
  for (const line of forceLines(preview)) console.out(line)
  if (!allHold(preview.required)) {
    console.err(`redundancy: ${forceLabels.required}.`)
    return 1
  }
  const typed = await readConsent(preview.consent, given, console)
  if (typed === null) return 1
  return beginAndWatch(service, { wait, refused: 'Control was not taken by force' }, console, () =>
    service.call('force', { requestId: newRequestId(), revision: preview.revision, consent: typed }),
  )
}
