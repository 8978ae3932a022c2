import type { Status } from '../contract/status.ts'
import { failing, type RuleResult } from './rules.ts'

/** Nobody is heard to be in control and this standby would take it: what it still waits for. */
export const takeOverWaits = ({ automatic, activeSystem }: Status): RuleResult[] =>
  automatic.armed && activeSystem === 'unknown' ? failing(automatic.takeOver) : []
