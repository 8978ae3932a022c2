import { weigh } from './judgements.ts'
import { askLine, maySetLine, setLine, setsLingerUntil } from './line.ts'
import { otherSide } from './rules/line-on-own-side.ts'
import { record, type Turn } from './turn.ts'

/**
 * An abandoned take-over leaves the line where its own set moved it. Who abandoned says so in its heartbeats, and the
 * active moves the line back: only on that word, heard since the reading, and while acknowledgements run. What a hand
 * moved is left alone, and so is everything while the other server is not heard.
 */

/** Until the line is read on the other side, by a question that no own set follows any more. */
const forgetMoved = (turn: Turn): void => {
  const { s } = turn
  const isElsewhere = s.reading?.position === otherSide(s) && s.reading.at >= setsLingerUntil(s)
  if (s.mode === 'active' || isElsewhere) s.movedLine = false
}

export const lineBackTick = (turn: Turn): void => {
  const { s, now } = turn
  if (s.movedLine) forgetMoved(turn)
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
  if (!isSaid || s.ackUntil <= now || s.fenced || s.handOver !== null || !maySetLine(s, now)) return
  if (!s.isMovingBack) {
    s.isMovingBack = true
    record(turn, { act: 'moveLineBack', outcome: 'begun', trigger: 'peer', judged: weigh(turn, 'lineMoved') })
  }
  setLine(turn, now + s.timing.lineLeaseMs)
}

/** Read at once whether it came back. */
export const lineBackSet = (turn: Turn, outcome: 'answered' | 'unknown' | 'notSent'): void => {
  if (turn.s.mode === 'active' && turn.s.isMovingBack && outcome === 'answered') askLine(turn)
}
