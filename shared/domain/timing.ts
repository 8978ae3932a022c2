/**
 * The timing of control, derived from the two numbers an administrator sets (heartbeat and
 * declare-lost) and from the longest time the controlled services need to stop.
 */

/** The greatest error of a server's clock rate: 2 %. */
export const CLOCK_RATE_ERROR = 0.02
/** How much longer a wait on one clock must be to outlast the same time on another. */
export const CLOCK_FACTOR = (1 + CLOCK_RATE_ERROR) / (1 - CLOCK_RATE_ERROR)

/** So far may the wall's clock move against the monotonic one. */
export const CLOCK_JUMP_MS = 2_000

/** All in milliseconds. */
export interface Timing {
  readonly heartbeatMs: number
  /** Silence after which the standby may call the active lost. */
  readonly declareLostMs: number
  /** L_ack: how long an acknowledgement keeps the active in control, from the heartbeat's sending. */
  readonly ackLeaseMs: number
  /** L_line: how long an own-side reading does, from the query's sending. */
  readonly lineLeaseMs: number
  /** S: the longest time the controlled services need to stop, SIGKILL included. */
  readonly stopLimitMs: number
  /** How often the line is read when it matters. */
  readonly pollIntervalMs: number
  /** How often it is read while acknowledgements come. */
  readonly slowPollIntervalMs: number
  readonly pollTimeoutMs: number
  /** T_late: the longest an own set may linger on its way to the box. */
  readonly lateSetMs: number
  /** T_grant: how long a grant is good without the wait, from the nonce's sending. */
  readonly grantMs: number
  /** T_stuck: the guardian ends an engine that gave no sign for so long. */
  readonly stuckMs: number
  /** A stall of the own loop of so long or more makes everything received meanwhile stale. */
  readonly stallMs: number
  /** A server that boots waits so long before it may be in control again. */
  readonly startUpAllowanceMs: number
  /** Back-off after an abandoned take-over. */
  readonly backOffMs: number
  /** How often a standby looks around while the active is silent, and while it is heard; how long a look may take. */
  readonly lookIntervalMs: number
  readonly slowLookIntervalMs: number
  readonly lookTimeoutMs: number
  /** How long an answer of the active's services counts: the newest two looks. */
  readonly signOfLifeMs: number
  /** Least time between two automatic acts. */
  readonly minimumGapMs: number
  /** After a jump of the clock, a suspend or a long own stall no automatic act for so long. */
  readonly holdAfterJumpMs: number
  /** So many automatic acts within the time, and a person has to look. */
  readonly mostAutomaticActs: number
  readonly automaticActsWithinMs: number
}

export interface TimingChoice {
  readonly heartbeatMs: number
  readonly declareLostMs: number
  readonly stopLimitMs: number
  readonly startUpAllowanceMs: number
  readonly minimumGapMs: number
  readonly holdAfterJumpMs?: number | undefined
  readonly mostAutomaticActs?: number | undefined
  readonly automaticActsWithinMs?: number | undefined
  /** L_line of a site whose line switch answers quickly; without a value it follows from the others. */
  readonly lineLeaseMs?: number | undefined
}

export const timingLimits = {
  heartbeatMs: { min: 50, max: 10_000 },
  declareLostMs: { min: 200, max: 120_000 },
  lineLeaseMs: { min: 80, max: 5_000 },
} as const

/** When automatic acts hold back. */
export const defaultRestraint = {
  holdAfterJumpMs: 10_000,
  mostAutomaticActs: 3,
  automaticActsWithinMs: 3_600_000,
} as const

export const defaultTimingChoice: TimingChoice = {
  heartbeatMs: 1_000,
  declareLostMs: 10_000,
  stopLimitMs: 500,
  startUpAllowanceMs: 30_000,
  minimumGapMs: 60_000,
}

/** Of the silence: an acknowledgement counts no longer. */
const LONGEST_ACK_SHARE = 0.8

/** In proportion to the silence it follows; the box has to be read twice in it. */
const usualLineLeaseMs = (declareLostMs: number, ackLeaseMs: number): number =>
  Math.max(100, Math.min(1_500, ackLeaseMs, Math.max(300, Math.floor(0.15 * declareLostMs))))

/**
 * Derives every other time so that the bounds of safety hold by construction:
 * `L_ack >= 2 * heartbeat + round trip`, `k * (L_ack + S) <= declareLost + k * (L_line + S)` (so the
 * acknowledgement's promise never lengthens a take-over), `L_line >= 2 * (pollInterval + pollTimeout) + one
 * session of the other server`. With 1 s / 10 s: L_ack 8 s, L_line 1.5 s; with 0.1 s / 0.5 s and S 0.1 s: 0.3 s both.
 */
export const deriveTiming = (choice: TimingChoice): Timing => {
  const { heartbeatMs, declareLostMs, stopLimitMs } = choice
  const withinSilence = declareLostMs / CLOCK_FACTOR - stopLimitMs - 0.75 * heartbeatMs
  const ackLeaseMs = Math.floor(
    Math.min(LONGEST_ACK_SHARE * declareLostMs, Math.max(withinSilence, 2.4 * heartbeatMs)),
  )
  const lineLeaseMs = choice.lineLeaseMs ?? usualLineLeaseMs(declareLostMs, ackLeaseMs)
  const pollIntervalMs = Math.floor(lineLeaseMs * 0.16)
  const pollTimeoutMs = Math.floor(lineLeaseMs * 0.24)
  // So often that two looks fit between the first doubt and the end of the shortest silence.
  const lookIntervalMs = Math.max(50, Math.min(1_000, Math.floor(heartbeatMs / 2)))
  const lookTimeoutMs = Math.floor(0.75 * lookIntervalMs)
  return {
    ...choice,
    ackLeaseMs,
    lineLeaseMs,
    pollIntervalMs,
    pollTimeoutMs,
    slowPollIntervalMs: Math.max(1_000, 2 * heartbeatMs),
    lateSetMs: Math.max(2 * pollTimeoutMs, 250),
    grantMs: Math.max(5_000, declareLostMs),
    stuckMs: Math.max(1_000, declareLostMs),
    stallMs: Math.max(20, Math.floor(Math.min(heartbeatMs, lineLeaseMs / 4))),
    backOffMs: Math.max(2 * lineLeaseMs, heartbeatMs),
    holdAfterJumpMs: choice.holdAfterJumpMs ?? defaultRestraint.holdAfterJumpMs,
    mostAutomaticActs: choice.mostAutomaticActs ?? defaultRestraint.mostAutomaticActs,
    automaticActsWithinMs: choice.automaticActsWithinMs ?? defaultRestraint.automaticActsWithinMs,
    lookIntervalMs,
    slowLookIntervalMs: 5_000,
    lookTimeoutMs,
    signOfLifeMs: 2 * lookIntervalMs + lookTimeoutMs,
  }
}

export interface TimingFault {
  readonly field: 'heartbeatMs' | 'declareLostMs'
  readonly least: number
  /** The other fields that ask for so much; lowering them helps too. */
  readonly because: readonly 'heartbeatMs'[]
}

/** The timing choices that cannot be made safe: each with what is wrong. Empty when all is well. */
export const timingFaults = (choice: TimingChoice): TimingFault[] => {
  const faults: TimingFault[] = []
  if (choice.heartbeatMs < timingLimits.heartbeatMs.min) {
    faults.push({ field: 'heartbeatMs', least: timingLimits.heartbeatMs.min, because: [] })
  }
  if (choice.declareLostMs < timingLimits.declareLostMs.min) {
    faults.push({ field: 'declareLostMs', least: timingLimits.declareLostMs.min, because: [] })
  }
  const leastAck = 2 * choice.heartbeatMs + 4
  if (deriveTiming(choice).ackLeaseMs < leastAck) {
    faults.push({
      field: 'declareLostMs',
      least: Math.ceil(leastAck / LONGEST_ACK_SHARE),
      because: ['heartbeatMs'],
    })
  }
  return faults
}

/** The wait of an unplanned promotion after its read-back (the line's part); strictly more than `k * (L_line + S)`. */
export const lineWaitMs = (timing: Timing): number =>
  Math.floor(CLOCK_FACTOR * (timing.lineLeaseMs + timing.stopLimitMs)) + 1

/** The part that outlasts the last acknowledgement sent. */
export const ackWaitMs = (timing: Timing): number =>
  Math.ceil(CLOCK_FACTOR * (timing.ackLeaseMs + timing.stopLimitMs))
