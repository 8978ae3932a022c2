import type { Status } from '../contract/status.ts'
import type { RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { isArmed, isLastHolder } from './leases.ts'
import type { State } from './state.ts'
import { automaticRules } from './take-over-rules.ts'

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

/** Why nobody is in control, for the window to say which case it is. */
export const coldStart = (
  s: State,
  facts: Facts,
  now: number,
  active: Status['activeSystem'],
): Status['coldStart'] => {
  if (active !== 'unknown' || s.mode === 'disabled') return 'none'
  // Between giver and taker nobody is in control for a moment: that is no start.
  if (s.progress?.outcome === 'running') return 'none'
  if (s.durable.needsPerson) return 'needsPerson'
  if (s.mode === 'takingOver') return s.takeOver?.kind === 'resume' ? 'resuming' : 'takingOver'
  if (takesOverInMs(s, facts) !== null) return 'willTakeOver'
  if (now < s.allowanceUntil) return 'waitingForAllowance'
  if (s.peer !== null || isLastHolder(s) || isArmed(s)) return 'waitingForPeer'
  return s.durable.seen > 0 ? 'needsPerson' : 'waitingForPeer'
}
