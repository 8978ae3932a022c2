import { isReadElsewhere } from './line.ts'
import { isReadOnOwnSide } from './rules/line-on-own-side.ts'
import type { State } from './state.ts'
import { changeDurable, type Turn } from './turn.ts'

/**
 * How often this server acted by itself of late. What counts is that the lines move: a take-over that begins with them
 * on the own side moves none, and one that was ended before they moved is taken back.
 */

const recent = ({ durable, timing }: State, wallMs: number): readonly number[] =>
  durable.automaticActs.length === 0
    ? durable.automaticActs
    : durable.automaticActs.filter((at) => wallMs - at < timing.automaticActsWithinMs)

export const automaticActs = (s: State, now: number): number => recent(s, now + s.wallOffset).length

/** On the disk before the line is set; over a restart it stays counted. */
export const noteAutomaticAct = (turn: Turn): void => {
  const { s, now, wallMs } = turn
  if (isReadOnOwnSide(s)) return
  s.uncertainAct = { at: now, lastBefore: s.lastAutomaticAt }
  s.lastAutomaticAt = now
  const kept = recent(s, wallMs).slice(1 - s.timing.mostAutomaticActs)
  changeDurable(turn, { automaticActs: [...kept, wallMs], lastAutomaticAct: wallMs })
}

/** A person acted here: what happened before was looked at. */
export const forgetAutomaticActs = (turn: Turn): void => {
  turn.s.uncertainAct = null
  if (turn.s.durable.automaticActs.length > 0) changeDurable(turn, { automaticActs: [] })
}

/**
 * Read on the other side by a question that no own set follows any more, and never on the own one: nothing moved. Where
 * the other server is heard, it may have moved the lines back.
 */
export const judgeAutomaticAct = (turn: Turn): void => {
  const { s } = turn
  const { uncertainAct, reading } = s
  if (uncertainAct === null || reading === null) return
  if (s.mode === 'active' || s.peer !== null || isReadOnOwnSide(s)) {
    s.uncertainAct = null
    return
  }
  if (s.mode !== 'standby' || reading.at <= uncertainAct.at || !isReadElsewhere(s)) return
  const { lastBefore } = uncertainAct
  s.uncertainAct = null
  s.lastAutomaticAt = lastBefore
  // What is on the disk goes by the wall's clock of today: it may have been set meanwhile.
  changeDurable(turn, {
    automaticActs: s.durable.automaticActs.slice(0, -1),
    lastAutomaticAct: Number.isFinite(lastBefore) ? lastBefore + s.wallOffset : 0,
  })
}
