import type {
  ObservedControl,
  ObservedService,
  ReplicationView,
  Status,
  SystemView,
} from '../../shared/contract/status.ts'

/**
 * Status honesty in the window: ages go on between two events. A value older than two of its own
 * periods, at least 2 s, turns Unknown by itself; without connection everything does after 2 s.
 */

export const LEAST_LIMIT_MS = 2_000

/** A service is probed once a second, and reported once a second. */
const REPORT_PERIOD_MS = 2_000
/** The heartbeat's period when the server does not name it. */
const HEARTBEAT_MS = 1_000

const limitOf = (periodMs: number): number => Math.max(LEAST_LIMIT_MS, 2 * periodMs)

interface Limits {
  /** Services and replication, which travel in reports. */
  readonly report: number
  /** Who is in control and who is alive, which every heartbeat says. */
  readonly heartbeat: number
  readonly line: number
  /** For what carries no age of its own: the picture as a whole. */
  readonly picture: number
}

const limitsOf = (timing: Status['timing']): Limits => {
  const heartbeatMs = timing.heartbeatMs ?? HEARTBEAT_MS
  return {
    report: limitOf(REPORT_PERIOD_MS),
    heartbeat: limitOf(heartbeatMs),
    line: limitOf(timing.slowPollIntervalMs ?? 2 * heartbeatMs),
    picture: LEAST_LIMIT_MS,
  }
}

type Observed = ObservedService | ObservedControl

/** "Down" since 14 s is news of now, not old news: only good news is judged by its full age. */
const isGoodNews = (observed: Observed): boolean => observed.value === 'up' || observed.value === 'yes'

const ageObserved = <T extends Observed>(observed: T, elapsedMs: number, limitMs: number): T => {
  if (observed.ageMs === null) return observed
  const ageMs = observed.ageMs + elapsedMs
  // What is set does not age.
  if (observed.value === 'notConfigured') return { ...observed, ageMs }
  if ((isGoodNews(observed) ? ageMs : elapsedMs) <= limitMs) return { ...observed, ageMs }
  return { ...observed, ageMs, value: 'unknown', otherView: null }
}

const ageReplication = (view: ReplicationView, elapsedMs: number, limits: Limits): ReplicationView => {
  if (view.ageMs === null) return view
  const ageMs = view.ageMs + elapsedMs
  return ageMs <= limits.report ? { ...view, ageMs } : { ...unknownReplication(view), ageMs }
}

const unknownReplication = (view: ReplicationView): ReplicationView => ({
  ...view,
  state: 'unknown',
  progress: null,
  problem: null,
})

const ageSystem = (system: SystemView, elapsedMs: number, limits: Limits): SystemView => ({
  address: system.address,
  inControl: ageObserved(system.inControl, elapsedMs, limits.heartbeat),
  switchingService: ageObserved(system.switchingService, elapsedMs, limits.report),
  ipPhoneService: ageObserved(system.ipPhoneService, elapsedMs, limits.report),
  keepAliveService: ageObserved(system.keepAliveService, elapsedMs, limits.heartbeat),
  replication: ageReplication(system.replication, elapsedMs, limits),
})

const ageLine = (line: Status['line'], elapsedMs: number, limits: Limits): Status['line'] => {
  if (line.ageMs === null) return line
  const ageMs = line.ageMs + elapsedMs
  return ageMs <= limits.line || line.position === 'none'
    ? { ...line, ageMs }
    : { position: 'unverified', ageMs }
}

const ageLink = (link: Status['link'], elapsedMs: number): Status['link'] => {
  const later = ({ ageMs }: { ageMs: number | null }) => ({
    ageMs: ageMs === null ? null : ageMs + elapsedMs,
  })
  return {
    ...link,
    forMs: link.forMs + elapsedMs,
    fromPeer: later(link.fromPeer),
    toPeer: later(link.toPeer),
  }
}

/** The status as it may be shown `elapsedMs` after it came. */
export const ageStatus = (status: Status, elapsedMs: number): Status => {
  if (elapsedMs <= 0) return status
  const limits = limitsOf(status.timing)
  const aged: Status = {
    ...status,
    primary: ageSystem(status.primary, elapsedMs, limits),
    secondary: ageSystem(status.secondary, elapsedMs, limits),
    takesOverInMs: status.takesOverInMs === null ? null : Math.max(0, status.takesOverInMs - elapsedMs),
    link: ageLink(status.link, elapsedMs),
    line: ageLine(status.line, elapsedMs, limits),
    switchOver:
      status.switchOver === null || status.switchOver.outcome !== null
        ? status.switchOver
        : { ...status.switchOver, elapsedMs: status.switchOver.elapsedMs + elapsedMs },
    alarms: status.alarms.map((alarm) => ({ ...alarm, forMs: alarm.forMs + elapsedMs })),
  }
  return elapsedMs > limits.picture ? withoutPicture(aged) : aged
}

/** What carries no age of its own is unknown when the server has said nothing for too long. */
const withoutPicture = (status: Status): Status => ({
  ...status,
  activeSystem: 'unknown',
  voiceMailServer: status.voiceMailServer === 'notConfigured' ? 'notConfigured' : 'unknown',
  manualSwitchOver: { ...status.manualSwitchOver, allowed: false },
  automatic: { ...status.automatic, canArm: false },
  rehearsal: { ...status.rehearsal, allowed: false },
  byHand: { force: false, declareOtherOff: false, linesBack: false },
  dualControl: null,
  coldStart: 'none',
  takesOverInMs: null,
  coldStartLeftMs: null,
})

const unknownObserved = <T extends Observed>(observed: T): T => ({
  ...observed,
  value: 'unknown',
  otherView: null,
  witness: 'none',
  detail: '',
})

const unknownSystem = (system: SystemView): SystemView => ({
  address: system.address,
  inControl: unknownObserved(system.inControl),
  switchingService: unknownObserved(system.switchingService),
  ipPhoneService: unknownObserved(system.ipPhoneService),
  keepAliveService: unknownObserved(system.keepAliveService),
  replication: unknownReplication(system.replication),
})

/** Nothing is known any more: only what is configured stays. */
export const unknownStatus = (status: Status): Status => ({
  ...withoutPicture(status),
  voiceMailServer: 'unknown',
  primary: unknownSystem(status.primary),
  secondary: unknownSystem(status.secondary),
  line: { ...status.line, position: status.line.position === 'none' ? 'none' : 'unverified' },
})
