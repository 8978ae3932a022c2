import os from 'node:os'
import type { Clock } from './ports.ts'

/**
 * Monotonic milliseconds that also count during suspend. CLOCK_MONOTONIC (`process.hrtime`, fine but
 * stands still in suspend) carries the time; `/proc/uptime` (`os.uptime`, 10 ms steps, counts on) shows
 * when the two drift apart, which only a suspend does. All processes of one host read the same clock to
 * within those 10 ms.
 */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6

/** A jump of the difference by this much is a suspend, less is the 10 ms grain of `/proc/uptime`. */
const SUSPEND_GRAIN_MS = 30

const suspendedMs = (): number => os.uptime() * 1000 - monotonicMs()

export const createClock = (): Clock => {
  let seen = suspendedMs()
  let base = seen
  return {
    now: () => {
      const difference = suspendedMs()
      if (difference > seen + SUSPEND_GRAIN_MS) base += difference - seen
      if (Math.abs(difference - seen) > SUSPEND_GRAIN_MS) seen = difference
      return monotonicMs() + base
    },
  }
}

/** A moment of the engine's clock in a form another process of this host can read. */
export interface SharedMoment {
  /** CLOCK_MONOTONIC, ms. */
  readonly monotonic: number
  /** `/proc/uptime` minus CLOCK_MONOTONIC at the writing: a suspend in between shows as a difference. */
  readonly difference: number
}

export const shareMoment = (tick: number, now: number): SharedMoment => ({
  monotonic: monotonicMs() + (tick - now),
  difference: suspendedMs(),
})

/** The moment on the reader's clock; a suspend on the way counts as time passed. */
export const readMoment = (moment: SharedMoment, now: number): number => {
  const slept = suspendedMs() - moment.difference
  const remaining = moment.monotonic - monotonicMs()
  return now + remaining - (slept > SUSPEND_GRAIN_MS ? slept : 0)
}
