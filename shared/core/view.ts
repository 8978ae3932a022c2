import type { LinkView } from '../contract/link.ts'
import type { Rehearsal } from '../contract/rehearsal.ts'
import type { RedundancySettings } from '../contract/settings.ts'
import type {
  Alarm,
  LinePosition,
  ObservedControl,
  ObservedService,
  ReplicationView,
  Status,
  SystemView,
} from '../contract/status.ts'
import { lostLimitOf } from '../domain/lost-limit.ts'
import { noReplication } from '../domain/no-replication.ts'
import { otherRole, type Role } from '../domain/roles.ts'
import { allHold } from '../domain/rules.ts'
import { coreAlarms } from './alarms.ts'
import { armRules } from './arm-rules.ts'
import { coldStartView, takesOverInMs } from './cold-start.ts'
import { completionView } from './completion-view.ts'
import { dualControlView } from './dual-control-view.ts'
import { type Facts, factsOf, peerFactsOf } from './facts.ts'
import { declareOtherOff } from './findings.ts'
import { isForceOffered } from './force.ts'
import { isArmed, mayHold } from './leases.ts'
import { linesBackRules } from './line-back-rules.ts'
import { explainLink } from './link-explained.ts'
import { expectedMs, progressView, type UsualTimes } from './progress-view.ts'
import { rehearsalViewOf } from './rehearsal-view.ts'
import { lineFreshMs } from './rules/line-answers.ts'
import type { Reported, State } from './state.ts'
import { isPeerAlive, switchOverRules } from './switch-over-rules.ts'
import { automaticRules } from './take-over-rules.ts'

/**
 * What Redundancy Administration shows, from this server's state: every value with its age and its
 * witness, and nothing green that is older than two of its own periods (at least 2 s).
 */

export interface ViewContext {
  readonly now: number
  readonly settings: RedundancySettings
  /** Of the drivers: link problems, notices of the store. `forMs` is filled in by the engine. */
  readonly alarms: readonly Alarm[]
  readonly usual: UsualTimes
  readonly link: LinkView
  /** The lengths of silences of the active that ended by themselves. */
  readonly healedMs: readonly number[]
  /** What rehearsals came to, the newest first. */
  readonly rehearsals: readonly Rehearsal[]
  /** This server's local time minus UTC at a moment. */
  readonly offsetMinutesAt: (wallMs: number) => number
}

const LEAST_FRESH_MS = 2_000

export const viewOf = (s: State, context: ViewContext): Status => {
  const { now, settings } = context
  const facts = factsOf(s, now)
  const systems = systemsOf(s, now, settings)
  const active = activeSystem(systems)
  const rules = switchOverRules(facts)
  const arming = armRules(facts)
  const { lastSwitchOver } = s.durable
  const why = coldStartView(s, facts, now, active)
  const status: Status = {
    currentServer: { address: systems[s.role].address, role: s.role },
    enabled: s.mode !== 'disabled',
    activeSystem: active,
    lastSwitchOver:
      lastSwitchOver === null
        ? null
        : {
            wallMs: lastSwitchOver.wallMs,
            offsetMinutes: context.offsetMinutesAt(lastSwitchOver.wallMs),
            reason: lastSwitchOver.reason,
          },
    voiceMailServer: voiceMail(s, now, active),
    ...systems,
    line: lineView(s, now),
    link: context.link,
    onCut: s.onCut,
    manualSwitchOver: {
      allowed: allHold(rules),
      rules,
      to: active === 'unknown' ? null : otherRole(active),
      expectedMs: expectedMs(context.usual),
    },
    automatic: {
      armed: s.mode === 'active' ? s.durable.held?.bound === true : isArmed(s),
      canArm: allHold(arming),
      rules: arming,
      takeOver: s.mode === 'standby' ? automaticRules(facts) : [],
    },
    maintenance: facts.maintenanceMs > 0 ? { leftMs: facts.maintenanceMs } : null,
    rehearsal: rehearsalViewOf(s, facts, context),
    switchOver: progressView(s, now, context.usual),
    completion: completionView(s, now, active),
    byHand: {
      force: isForceOffered(s, now),
      declareOtherOff: allHold(declareOtherOff(facts)),
      linesBack: allHold(linesBackRules(facts)),
    },
    dualControl: dualControlView(s, now, context.offsetMinutesAt),
    ...why,
    takesOverInMs: why.coldStart === 'willTakeOver' ? takesOverInMs(s, facts) : null,
    epoch: Math.max(s.durable.held?.epoch ?? 0, s.durable.peerHeld.epoch),
    lostLimit: lostLimitOf(context.healedMs, s.timing.declareLostMs),
    timing: { ...s.timing },
    alarms: [...coreAlarms(s, facts, active), ...context.alarms],
  }
  return explainLink(status)
}

type Heard = Pick<Facts, 'peer' | 'timing'>

/** What is shown of either server. */
export const systemsOf = (s: State, now: number, settings: RedundancySettings): Record<Role, SystemView> => {
  const heard = { peer: peerFactsOf(s, now), timing: s.timing }
  const own = ownSystem(s, heard, now, addressOf(settings, s.role))
  const peer = peerSystem(s, heard, now, addressOf(settings, otherRole(s.role)))
  return s.role === 'primary' ? { primary: own, secondary: peer } : { primary: peer, secondary: own }
}

const addressOf = (settings: RedundancySettings, role: Role): string =>
  role === 'primary' ? settings.primaryAddress : settings.secondaryAddress

const activeSystem = (systems: Record<Role, SystemView>): Status['activeSystem'] => {
  const primary = systems.primary.inControl.value === 'yes'
  const secondary = systems.secondary.inControl.value === 'yes'
  if (primary === secondary) return 'unknown'
  return primary ? 'primary' : 'secondary'
}

const self = <T extends string>(value: T) => ({
  value,
  ageMs: 0,
  witness: 'self' as const,
  otherView: null,
  detail: '',
})
const unseen = <T extends string>(value: T, detail = '') => ({
  value,
  ageMs: null,
  witness: 'none' as const,
  otherView: null,
  detail,
})

const ownSystem = (s: State, facts: Heard, now: number, address: string): SystemView => {
  const isAlive = s.mode !== 'disabled' && s.guardianReady
  const holds = (s.mode === 'active' && mayHold(s, now)) || (s.mode === 'disabled' && s.durable.servesAlone)
  const inControl: ObservedControl = self(holds ? 'yes' : 'no')
  // While control moves the two see it move at different moments.
  const isMoving = s.progress?.outcome === 'running'
  const differs =
    !isMoving && s.disagreesSince > 0 && now - s.disagreesSince > LEAST_FRESH_MS && isPeerAlive(facts)
  return {
    address,
    inControl: differs ? { ...inControl, otherView: holds ? 'no' : 'yes' } : inControl,
    switchingService: serviceOf(s.own, 'switching', now, 'self'),
    ipPhoneService: serviceOf(s.own, 'ipPhone', now, 'self'),
    keepAliveService: self(isAlive ? 'up' : 'down'),
    replication: s.own === null ? noReplication : aged(s.own.report.replication, s.own.at, now),
  }
}

const peerSystem = (s: State, facts: Heard, now: number, address: string): SystemView => {
  const { peerDisabled } = s.durable
  const isAlive = isPeerAlive(facts)
  const heardMs = Number.isFinite(s.peerHeardAt) ? now - s.peerHeardAt : null
  if (!isAlive || s.peer?.heartbeat == null) {
    const detail = peerDisabled === 'no' ? '' : 'redundancy is disabled there'
    const isServing = peerDisabled === 'serving'
    return {
      address,
      inControl: isServing ? unseen('yes', detail) : unseen('unknown', detail),
      switchingService: silentService(s, 'switching', now),
      ipPhoneService: silentService(s, 'ipPhone', now),
      keepAliveService:
        s.mode === 'disabled'
          ? unseen('unknown')
          : { value: 'down', ageMs: heardMs, witness: 'self', otherView: null, detail },
      replication: noReplication,
    }
  }
  const witness = 'peer' as const
  return {
    address,
    inControl: {
      value: s.peer.heartbeat.holds ? 'yes' : 'no',
      ageMs: heardMs,
      witness,
      otherView: null,
      detail: '',
    },
    switchingService: serviceOf(s.theirs, 'switching', now, witness),
    ipPhoneService: serviceOf(s.theirs, 'ipPhone', now, witness),
    keepAliveService: { value: 'up', ageMs: heardMs, witness: 'self', otherView: null, detail: '' },
    replication: s.theirs === null ? noReplication : aged(s.theirs.report.replication, s.theirs.at, now),
  }
}

/** Reports come once a second: two periods, at least 2 s, and what the value was old already. */
const REPORT_FRESH_MS = 4_000

const serviceOf = (
  reported: Reported | null,
  name: 'switching' | 'ipPhone',
  now: number,
  witness: 'self' | 'peer',
): ObservedService => {
  if (reported === null) return unseen('unknown')
  const { value, ageMs, detail } = reported.report[name]
  const age = now - reported.at + ageMs
  // What is set does not age, and a server that is silent has not lost it.
  if (value === 'notConfigured') return { ...unseen(value, detail), ageMs: age, witness }
  return { value: age > REPORT_FRESH_MS ? 'unknown' : value, ageMs: age, witness, otherView: null, detail }
}

/** Behind a Keep Alive that is Down nothing is known, but for what the other server said it does not have. */
const silentService = (s: State, name: 'switching' | 'ipPhone', now: number): ObservedService => {
  const last = serviceOf(s.theirs, name, now, 'peer')
  return last.value === 'notConfigured' ? last : unseen('unknown')
}

const aged = (view: ReplicationView, at: number, now: number): ReplicationView => {
  const passed = now - at
  if (passed > REPORT_FRESH_MS) return { ...noReplication, ageMs: (view.ageMs ?? 0) + passed }
  return view.ageMs === null ? view : { ...view, ageMs: view.ageMs + passed }
}

const voiceMail = (s: State, now: number, active: Status['activeSystem']): Status['voiceMailServer'] => {
  const isOwn = s.mode === 'disabled' || active === s.role
  const reported = isOwn ? s.own : active === 'unknown' ? null : s.theirs
  if (reported === null || now - reported.at > REPORT_FRESH_MS) return 'unknown'
  return reported.report.voiceMail
}

export const lineView = (s: State, now: number): { position: LinePosition; ageMs: number | null } => {
  if (!s.hasArbiter) return { position: 'none', ageMs: null }
  if (s.reading === null) return { position: 'unverified', ageMs: null }
  const ageMs = now - s.reading.at
  const isFresh = ageMs <= lineFreshMs(s) && s.lineSilentAt <= s.reading.at
  return { position: isFresh ? s.reading.position : 'unverified', ageMs }
}
