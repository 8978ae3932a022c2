import type { TrafficEvidence } from '../../../../shared/domain/link-doctor/evidence.ts'
import type { Clock } from '../../ports.ts'
import { createWorst } from './lateness.ts'

/**
 * Numbered pulses of a proved link, beside the messages of the cores: each says the newest number its sender
 * heard, so that each server knows in which direction something is lost, and how late its sender's own
 * timers are, so that a loaded machine is told from a bad network.
 */
export interface Pulse {
  readonly number: number
  /** The newest heard from the receiver, and how long ago; 0 for none. */
  readonly heard: number
  readonly heardAgoMs: number
  readonly lateMs: number
  readonly diskFull: boolean
  /** The sender's program answers nobody, though its engine goes on. */
  readonly hostStuck: boolean
}

export interface PulseOptions {
  readonly clock: Clock
  readonly heartbeatMs: number
  readonly isDiskFull: () => boolean
  readonly isHostStuck: () => boolean
  readonly send: (pulse: Pulse) => void
}

export interface Pulses {
  /** Any frame of the other server came. */
  noteFrame(): void
  take(pulse: Pulse): void
  view(): Omit<TrafficEvidence, 'silentEnds'>
  isPeerDiskFull(): boolean
  isPeerHostStuck(): boolean
  stop(): void
}

const LEAST_PULSE_MS = 250
const MOST_PULSE_MS = 1_000
const KEPT = 64
const KEPT_ROUND_TRIPS = 30
/** A lost packet is sent again after 0.2 s at the earliest (RFC 6298 asks for more): slower than that is late. */
const LATE_MS = 150

export const startPulses = ({ clock, heartbeatMs, isDiskFull, isHostStuck, send }: PulseOptions): Pulses => {
  const intervalMs = Math.max(LEAST_PULSE_MS, Math.min(MOST_PULSE_MS, heartbeatMs))
  const startedAt = clock.now()
  const ownLate = createWorst(clock)
  const peerLate = createWorst(clock)
  let sent: { readonly number: number; readonly at: number }[] = []
  let number = 0
  let lastTurnAt = startedAt
  let frameAt = startedAt
  let heard = { number: 0, at: startedAt }
  let confirmed = { number: 0, sentAt: startedAt }
  let roundTrips: number[] = []
  let newest: Pulse | null = null

  const beat = (): void => {
    const now = clock.now()
    ownLate.note(Math.max(0, now - lastTurnAt - intervalMs))
    lastTurnAt = now
    number += 1
    sent = [...sent.slice(1 - KEPT), { number, at: now }]
    send({
      number,
      heard: heard.number,
      heardAgoMs: Math.round(now - heard.at),
      lateMs: Math.round(ownLate.value()),
      diskFull: isDiskFull(),
      hostStuck: isHostStuck(),
    })
  }
  const timer = setInterval(beat, intervalMs)

  return {
    noteFrame: () => {
      frameAt = clock.now()
    },
    take: (pulse) => {
      const now = clock.now()
      if (pulse.number <= heard.number) return
      heard = { number: pulse.number, at: now }
      peerLate.note(pulse.lateMs)
      newest = pulse
      const question = sent.find((one) => one.number === pulse.heard)
      if (question === undefined || question.number <= confirmed.number) return
      confirmed = { number: question.number, sentAt: question.at }
      const tookMs = Math.max(0, now - question.at - pulse.heardAgoMs)
      roundTrips = [...roundTrips.slice(1 - KEPT_ROUND_TRIPS), tookMs]
    },
    view: () => {
      const now = clock.now()
      const shortestMs = roundTrips.length === 0 ? null : Math.min(...roundTrips)
      return {
        heardAgeMs: now - frameAt,
        deliveredAgeMs: now - confirmed.sentAt,
        roundTripMs: roundTrips[roundTrips.length - 1] ?? null,
        samples: roundTrips.length,
        late: roundTrips.filter((tookMs) => tookMs > (shortestMs ?? 0) + LATE_MS).length,
        shortestMs,
        ownLateMs: ownLate.value(),
        peerLateMs: peerLate.value(),
      }
    },
    isPeerDiskFull: () => newest?.diskFull === true,
    isPeerHostStuck: () => newest?.hostStuck === true,
    stop: () => clearInterval(timer),
  }
}
