import type { ColdStart, Status } from '../contract/status.ts'
import type { RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { isArmed, isLastHolder } from './leases.ts'
import { isLineAnswering } from './rules/line-answers.ts'
import { isReadOnOwnSide } from './rules/line-on-own-side.ts'
import { isNew } from './rules/never-held.ts'
import { isReplicaUpdated } from './rules/replica-updated.ts'
import type { State } from './state.ts'
import { isPeerAlive } from './switch-over-rules.ts'
import { automaticRules } from './take-over-rules.ts'

/** Why nobody is in control, as far as this server knows: which case it is, and how long still when it ends by itself. */

/** How long a rule that only waits for time still fails; null for one that time alone does not mend. */
const leftMs = ({ rule, value, limit }: RuleResult): number | null => {
  switch (rule) {
    case 'peerSilentLongEnough':
    case 'minimumGapOver':
      return Number(limit) - Number(value)
    case 'startUpAllowanceOver':
    case 'backOffOver':
    case 'clockSteady':
    case 'noMaintenance':
    case 'giverWaitOver':
      return Number(value)
    case 'noSignOfLifeOtherwise':
      return value === 'notAskedYet' ? 0 : null
    default:
      return null
  }
}

/** When this server begins to take control by itself, if it hears nothing till then; null: it will not. */
export const takesOverInMs = (s: State, facts: Facts): number | null => {
  if (s.mode !== 'standby' || s.fenced || s.durable.needsPerson || s.disabling !== null) return null
  const waits = automaticRules(facts).flatMap((rule) => (rule.holds ? [] : [leftMs(rule)]))
  return waits.reduce<number | null>(
    (most, wait) => (most === null || wait === null ? null : Math.max(most, wait)),
    0,
  )
}

const alone = (s: State, f: Facts): ColdStart => {
  const mayAct = !f.hasArbiter || isLineAnswering(f)
  if (s.durable.given !== 0) return 'giverAlone'
  if (s.durable.granted !== null && !f.hasArbiter) return 'noLineSwitch'
  if (s.durable.granted !== null) return mayAct ? 'grantAlone' : 'lineSwitchSilent'
  if (isLastHolder(s)) {
    if (!f.hasArbiter) return 'noLineSwitch'
    if (!mayAct) return 'lineSwitchSilent'
    return isReadOnOwnSide(s) ? 'lastHolderAlone' : 'lineOnOtherSide'
  }
  if (!isArmed(s) || !isReplicaUpdated(s)) return 'unarmedAlone'
  return mayAct ? 'takeOverRefused' : 'lineSwitchSilent'
}

const caseOf = (s: State, facts: Facts, now: number, active: Status['activeSystem']): ColdStart => {
  if (active !== 'unknown' || s.mode === 'disabled') return 'none'
  // Between giver and taker nobody is in control for a moment: that is no start.
  if (s.progress?.outcome === 'running') return 'none'
  if (s.durable.needsPerson) return 'sameEpoch'
  if (s.mode === 'takingOver') return s.takeOver?.kind === 'resume' ? 'resuming' : 'takingOver'
  if (isNew(s)) return s.role === 'primary' ? 'firstControl' : 'waitingForPeer'
  if (takesOverInMs(s, facts) !== null) return 'willTakeOver'
  if (isPeerAlive(facts)) return 'bothBack'
  return now < s.allowanceUntil ? 'waitingForAllowance' : alone(s, facts)
}

/** The moment that the case's words name; null: they name none. */
const endOf = (s: State, coldStart: ColdStart): number | null => {
  switch (coldStart) {
    case 'waitingForAllowance':
    case 'bothBack':
      return s.allowanceUntil
    case 'giverAlone':
      return s.giverWaitUntil
    default:
      return null
  }
}

export const coldStartView = (
  s: State,
  facts: Facts,
  now: number,
  active: Status['activeSystem'],
): Pick<Status, 'coldStart' | 'coldStartLeftMs'> => {
  const coldStart = caseOf(s, facts, now, active)
  const end = endOf(s, coldStart)
  return { coldStart, coldStartLeftMs: end === null ? null : Math.max(0, Math.ceil(end - now)) }
}
