/**
 * What docs/control.md allows an unplanned take-over after the active's engine was killed, from the times the
 * pair itself states. Computed here again, from the formula and not from the product's code.
 */

/** All in ms, as the pair states them. */
export interface StatedTimes {
  readonly declareLostMs: number
  readonly ackLeaseMs: number
  readonly lineLeaseMs: number
  readonly stopLimitMs: number
  readonly pollIntervalMs: number
  readonly pollTimeoutMs: number
}

export interface Bound {
  readonly ms: number
  /** `k * (L_line + S)`, the wait itself. */
  readonly waitMs: number
  readonly text: string
}

/** Greatest error of a clock's rate, 2 %: k = 1.02 / 0.98. */
const K = 1.02 / 0.98
/** Starting the services' processes and writing to disk are no part of the formula, and take time. */
export const START_ALLOWANCE_MS = 1_000

const names = [
  'declareLostMs',
  'ackLeaseMs',
  'lineLeaseMs',
  'stopLimitMs',
  'pollIntervalMs',
  'pollTimeoutMs',
] as const satisfies (keyof StatedTimes)[]

/** Throws with the missing name when the pair does not state its times. */
export const statedTimes = (timing: Readonly<Record<string, number>>): StatedTimes => {
  const missing = names.find((name) => !Number.isFinite(timing[name]))
  if (missing !== undefined) throw new Error(`The pair does not state its time ${missing}.`)
  return timing as unknown as StatedTimes
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 1_000 ? 3 : 1)} s`

export const takeOverBound = (times: StatedTimes): Bound => {
  const waitMs = K * (times.lineLeaseMs + times.stopLimitMs)
  const sinceAckMs = K * (times.ackLeaseMs + times.stopLimitMs)
  const setAndReadMs = 2 * times.pollTimeoutMs + times.pollIntervalMs
  const lastReadingMs = times.pollIntervalMs + times.pollTimeoutMs
  // The last acknowledgement was sent before the kill: its wait runs beside the silence.
  const mayHoldMs = Math.max(times.declareLostMs + setAndReadMs + waitMs, sinceAckMs)
  const ms = Math.ceil(mayHoldMs + lastReadingMs + START_ALLOWANCE_MS)
  const text = [
    `max(silence ${seconds(times.declareLostMs)} + set and read back ${seconds(setAndReadMs)}`,
    ` + k*(L_line+S) ${seconds(waitMs)}, k*(L_ack+S) ${seconds(sinceAckMs)})`,
    ` + last reading ${seconds(lastReadingMs)} + start of services ${seconds(START_ALLOWANCE_MS)} = ${seconds(ms)}`,
    ` [L_ack ${seconds(times.ackLeaseMs)}, L_line ${seconds(times.lineLeaseMs)},`,
    ` S ${seconds(times.stopLimitMs)}, k 1.041]`,
  ].join('')
  return { ms, waitMs, text }
}
