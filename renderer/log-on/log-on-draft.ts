import type { ShownServer } from '../../shared/contract/desktop.ts'
import { logOnLabels } from '../../shared/domain/labels.ts'

/** What stands in the dialog "Log On", and what is wrong with it before anybody is asked. */
export interface LogOnDraft {
  readonly choice: 'here' | 'there'
  readonly link: string
  readonly isTried: boolean
}

/** Chosen at first: who talks to another server mostly wants back; who is here wants to go there. */
export const loggedOnChoice = (server: ShownServer): LogOnDraft['choice'] =>
  server.kind === 'here' ? 'there' : 'here'

/** One sentence, or null. */
export const refusalIn = ({ choice, link, isTried }: LogOnDraft): string | null =>
  isTried && choice === 'there' && link.trim() === '' ? logOnLabels.linkMissing : null
