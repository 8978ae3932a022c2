import type { Refusal } from '../../../shared/contract/contract.ts'
import type { SettingsFault } from '../../../shared/contract/settings.ts'

/** A command that this engine refuses without asking the core. */
export const refused = (code: Refusal['code'], message: string, faults: SettingsFault[] = []): Refusal => ({
  ok: false,
  code,
  rules: [],
  faults,
  message,
})

export const notEnabled = refused('fault', 'Redundancy is not enabled on this server. Enable it first.')
