import type { Judged } from './judgements.ts'
import { weigh } from './judgements.ts'
import { isArmed } from './leases.ts'
import type { MessageOf } from './messages.ts'
import type { State, WayBack } from './state.ts'
import { record, type Turn } from './turn.ts'

/**
 * Shadow mode: with automatic take-over off, each moment at which this standby would have taken over is recorded
 * with its evidence, and so is what became of it. It moves nothing.
 */

/** Nothing but the tick is missing. */
export const isOnlyUnarmed = ({ rules }: Judged): boolean =>
  rules.every((rule) => rule.holds === (rule.rule !== 'armed'))

export const noteWouldTakeOver = (turn: Turn, judged: Judged): void => {
  const { s } = turn
  if (s.shadow !== null) return
  s.shadow = { silentSince: s.holderHeardAt }
  recordShadow(turn, 'begun', judged)
}

/** The active is heard. After a silence: whether it had gone on, or had failed and was brought back. */
export const noteHolder = (turn: Turn, { lastHeldWallMs }: MessageOf<'heartbeat'>): void => {
  const { s, now } = turn
  const before = s.holderSeen
  const seen = { instance: s.peer?.instance ?? '', lastHeldWallMs }
  s.holderSeen = seen
  if (s.shadow === null) return
  const silentMs = Math.round(now - s.shadow.silentSince)
  s.shadow = null
  const back = wayBack(before, seen)
  recordShadow(turn, 'done', weigh(turn, 'activeBack', { kind: 'silence', silentMs, back }))
}

type HolderSeen = NonNullable<State['holderSeen']>

const wayBack = (before: HolderSeen | null, seen: HolderSeen): WayBack => {
  if (before === null) return 'notKnown'
  if (before.instance !== seen.instance) return 'startedAnew'
  return before.lastHeldWallMs === seen.lastHeldWallMs ? 'byItself' : 'servicesStopped'
}

/** Control moved otherwise, or it was ticked: what would have been is not known any more. */
export const shadowTick = (turn: Turn): void => {
  const { s } = turn
  if (s.shadow === null) return
  if (s.mode === 'standby' && !isArmed(s) && s.durable.peerDisabled === 'no') return
  s.shadow = null
  recordShadow(turn, 'abandoned')
}

const recordShadow = (turn: Turn, outcome: 'begun' | 'done' | 'abandoned', judged?: Judged): void =>
  record(turn, {
    act: 'wouldTakeOver',
    outcome,
    trigger: 'automatic',
    epoch: turn.s.durable.peerHeld.epoch,
    judged,
  })
