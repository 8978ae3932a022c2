import { allHold } from '../domain/rules.ts'
import { weigh } from './judgements.ts'
import { askLine, isReadElsewhere, maySetLine, setLine, setsLingerUntil } from './line.ts'
import type { MessageOf } from './messages.ts'
import { isReadOnOwnSide } from './rules/line-on-own-side.ts'
import type { State } from './state.ts'
import { accept, record, refuse, type Turn } from './turn.ts'

/**
 * An abandoned take-over leaves the line where its own set moved it. Who abandoned says so in its heartbeats, and the
 * active moves the line back: only on that word, heard since the reading, and while acknowledgements run. What a hand
 * moved is left alone until a person asks for it; and so is everything while the other server is not heard.
 */

/** So long a person's order is tried. */
const ORDER_LIMIT_MS = 10_000

/** An own order to the A/B switch may still come, or is to leave. */
export const mayMoveLine = (s: State, now: number): boolean =>
  s.hasArbiter && (s.isMovingBack || s.lineBackOrder !== null || setsLingerUntil(s) > now)

export const noteMovesLineSaid = ({ s, now }: Turn): void => {
  if (!mayMoveLine(s, now)) s.movesLineSaidAt = Number.POSITIVE_INFINITY
  else if (s.movesLineSaidAt > now) s.movesLineSaidAt = now
}

/** A heartbeat that was overtaken on its way takes nothing back; in a new session the numbers may begin anew. */
export const noteMovesLineHeard = ({ s }: Turn, { number, movesLine }: MessageOf<'heartbeat'>): void => {
  if (s.peer?.heartbeat != null && number <= s.peerMovesLineNumber) return
  s.peerMovesLine = movesLine
  s.peerMovesLineNumber = number
}

/**
 * The other server knows of it before an order leaves: taking over from a server that dies now, it waits until none can
 * land behind its own.
 */
const isToldOfMoving = (s: State): boolean => s.ackedSentAt >= s.movesLineSaidAt

/** Acknowledged, the order leaves; until then the next heartbeat says so at once. */
const setBack = (turn: Turn): void => {
  const { s, now } = turn
  if (s.movesLineSaidAt > now) s.nextHeartbeatAt = now
  if (isToldOfMoving(s) && maySetLine(s, now)) setLine(turn, now + s.timing.lineLeaseMs)
}

/** While acknowledgements run, and after no stall of its own, nobody else can be taking control. */
const maySetBack = (s: State, now: number): boolean =>
  s.mode === 'active' && s.peer !== null && s.ackUntil > now && !s.fenced && s.handOver === null

export const lineBackTick = (turn: Turn): void => {
  const { s, now } = turn
  if (s.movedLine && (s.mode === 'active' || isReadElsewhere(s))) s.movedLine = false
  if (s.lineBackOrder !== null) {
    orderTick(turn, s.lineBackOrder)
    return
  }
  if (s.mode !== 'active' || !s.readOther) {
    if (s.isMovingBack && s.mode === 'active')
      record(turn, { act: 'moveLineBack', outcome: 'done', trigger: 'peer' })
    s.isMovingBack = false
    return
  }
  const { peer, reading } = s
  const isSaid =
    peer?.heartbeat?.movedLine === true &&
    reading !== null &&
    peer.heardAt >= reading.at - s.timing.heartbeatMs
  if (!isSaid || !maySetBack(s, now)) return
  if (!s.isMovingBack) {
    s.isMovingBack = true
    record(turn, { act: 'moveLineBack', outcome: 'begun', trigger: 'peer', judged: weigh(turn, 'lineMoved') })
  }
  setBack(turn)
}

/** A person asks the active for it: what a hand moved, the other server not. */
export const orderLinesBack = (turn: Turn, requestId: string, person: string): void => {
  const { s, now } = turn
  const judged = weigh(turn, 'linesBack')
  const by = { act: 'moveLineBack', trigger: 'person', person, requestId, judged } as const
  if (!allHold(judged.rules)) {
    record(turn, { outcome: 'refused', ...by })
    refuse(turn, requestId, judged.rules)
    return
  }
  s.isMovingBack = false
  s.lineBackOrder = { requestId, person, begunAt: now, until: now + ORDER_LIMIT_MS }
  record(turn, { outcome: 'begun', ...by })
  orderTick(turn, s.lineBackOrder)
}

/** Until it is read back, or for as long as it may be set and the limit lasts. */
const orderTick = (turn: Turn, order: NonNullable<State['lineBackOrder']>): void => {
  const { s, now } = turn
  const by = {
    act: 'moveLineBack',
    trigger: 'person',
    person: order.person,
    requestId: order.requestId,
  } as const
  const isBack = isReadOnOwnSide(s) && (s.reading?.at ?? 0) >= order.begunAt
  if (isBack && s.mode === 'active') {
    s.lineBackOrder = null
    record(turn, { outcome: 'done', ...by })
    accept(turn, order.requestId)
    return
  }
  const mayGoOn = maySetBack(s, now)
  if (mayGoOn && now <= order.until) {
    setBack(turn)
    return
  }
  s.lineBackOrder = null
  const judged = weigh(turn, mayGoOn ? 'notReadBack' : 'linesBack')
  record(turn, { outcome: 'abandoned', judged, ...by })
  refuse(turn, order.requestId, judged.rules)
}

/** Read at once whether it came back. */
export const lineBackSet = (turn: Turn, outcome: 'answered' | 'unknown' | 'notSent'): void => {
  const { s } = turn
  const isMoving = s.isMovingBack || s.lineBackOrder !== null
  if (s.mode === 'active' && isMoving && outcome === 'answered') askLine(turn)
}
