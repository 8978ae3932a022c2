import type { Alarm, Status } from '../contract/status.ts'
import { findingDetail } from '../domain/labels-link.ts'
import { explainsSilence, type LinkCause, type LinkFinding } from '../domain/link-doctor/causes.ts'
import { otherRole } from '../domain/roles.ts'
import type { RemedyCode, RuleCode, RuleResult } from '../domain/rules.ts'

/**
 * Where the other server is silent the doctor's likeliest finding stands beside it: in its Keep Alive, in
 * the alarm and in the lists of what is missing. Whether a rule holds is never touched.
 */

/** Rules that fail because the other server is not heard. */
const silenceRules = new Set<RuleCode>(['keepAliveUp', 'linked'])

const causeOf = (findings: readonly LinkFinding[]): LinkFinding | null =>
  findings.find(explainsSilence) ?? null

/** What a person can do whatever the cause is. */
const remedyOf = ({ remedy }: RuleResult, cause: LinkCause): RemedyCode =>
  remedy === 'declareOffFirst' ? remedy : cause

export const explainRules = (
  rules: readonly RuleResult[],
  findings: readonly LinkFinding[],
): RuleResult[] => {
  const cause = causeOf(findings)?.cause
  return rules.map((rule) =>
    cause === undefined || rule.holds || !silenceRules.has(rule.rule)
      ? rule
      : { ...rule, value: cause, limit: null, remedy: remedyOf(rule, cause) },
  )
}

/** Only what stays the same while the fault does: an alarm is no meter. */
const steadyValues = new Set([
  'ownAddress',
  'peerAddress',
  'port',
  'name',
  'role',
  'state',
  'own',
  'peer',
  'largestThrough',
  'smallestLost',
])

const explainAlarms = (alarms: readonly Alarm[], found: LinkFinding): Alarm[] => {
  const { cause, direction, certainty, evidence } = found
  const isNamedBeside = alarms.some(({ code }) => code === cause || code === 'linkFault')
  const steady = Object.fromEntries(Object.entries(evidence).filter(([name]) => steadyValues.has(name)))
  const params = isNamedBeside ? { seeBeside: 'yes' } : { ...steady, cause, direction, certainty }
  return alarms.map((alarm) => (alarm.code === 'peerSilent' ? { ...alarm, params } : alarm))
}

export const explainLink = (status: Status): Status => {
  const found = causeOf(status.link.findings)
  if (found === null) return status
  const peerRole = otherRole(status.currentServer.role)
  const peer = status[peerRole]
  const detail = findingDetail(found)
  const explained: Status = {
    ...status,
    [peerRole]: { ...peer, keepAliveService: { ...peer.keepAliveService, detail } },
  }
  if (peer.keepAliveService.value !== 'down') return explained
  const { manualSwitchOver, automatic } = status
  return {
    ...explained,
    alarms: explainAlarms(status.alarms, found),
    manualSwitchOver: {
      ...manualSwitchOver,
      rules: explainRules(manualSwitchOver.rules, status.link.findings),
    },
    automatic: { ...automatic, rules: explainRules(automatic.rules, status.link.findings) },
  }
}
