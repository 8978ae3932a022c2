import type { State } from './state.ts'
import { changeDurable, type Turn } from './turn.ts'

/** How often this server acted by itself of late. Each begun take-over counts: it moves the lines. */

const recent = ({ durable, timing }: State, wallMs: number): readonly number[] =>
  durable.automaticActs.length === 0
    ? durable.automaticActs
    : durable.automaticActs.filter((at) => wallMs - at < timing.automaticActsWithinMs)

export const automaticActs = (s: State, now: number): number => recent(s, now + s.wallOffset).length

export const noteAutomaticAct = (turn: Turn): void => {
  const { s, now, wallMs } = turn
  s.lastAutomaticAt = now
  const kept = recent(s, wallMs).slice(1 - s.timing.mostAutomaticActs)
  changeDurable(turn, { automaticActs: [...kept, wallMs], lastAutomaticAct: wallMs })
}

/** A person acted here: what happened before was looked at. */
export const forgetAutomaticActs = (turn: Turn): void => {
  if (turn.s.durable.automaticActs.length > 0) changeDurable(turn, { automaticActs: [] })
}
