import type { Timing, TimingChoice } from './timing.ts'

/**
 * The times one server relies on the other to keep: a wait here outlasts a lease there. They are the same on both,
 * named in the link's proof, and do not change while redundancy is enabled: a server that came back with shorter
 * ones could take over while the other still holds by the longer.
 */
export interface ReliedTimes {
  readonly heartbeatMs: number
  readonly declareLostMs: number
  readonly stopLimitMs: number
  /** Null: it follows from the others. */
  readonly lineLeaseMs: number | null
}

export const reliedTimesOf = (choice: TimingChoice): ReliedTimes => ({
  heartbeatMs: choice.heartbeatMs,
  declareLostMs: choice.declareLostMs,
  stopLimitMs: choice.stopLimitMs,
  lineLeaseMs: choice.lineLeaseMs ?? null,
})

/** What is chosen now, but for the times that were taken up when redundancy was enabled. */
export const withReliedTimes = (choice: TimingChoice, relied: ReliedTimes | null): TimingChoice =>
  relied === null ? choice : { ...choice, ...relied, lineLeaseMs: relied.lineLeaseMs ?? undefined }

/** Every derived time the other server relies on, to compare and to show. */
export const timesText = (timing: Timing): string =>
  `heartbeat ${timing.heartbeatMs}, lost after ${timing.declareLostMs}, stop ${timing.stopLimitMs}, ` +
  `leases ${timing.ackLeaseMs} and ${timing.lineLeaseMs}, grant ${timing.grantMs} ms`
