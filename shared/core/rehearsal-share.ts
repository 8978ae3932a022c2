import { type Rehearsal, rehearsalSteps } from '../contract/rehearsal.ts'
import type { MessageOf } from './messages.ts'
import { changeRehearsal, liveRehearsal, tellEnd } from './rehearsal-state.ts'
import { changeDurable, send, type Turn } from './turn.ts'

/**
 * Both servers keep the newest rehearsal. Every heartbeat names it in short; who hears of an older one sends the
 * whole. Within one only its step counts, which never goes back; whoever has control makes it.
 */

type Short = NonNullable<MessageOf<'heartbeat'>['rehearsal']>

export const rehearsalInShort = (rehearsal: Rehearsal | null): Short | null =>
  rehearsal === null ? null : { number: rehearsal.number, step: rehearsal.step, rearms: rehearsal.rearms }

const isNewer = (
  one: Pick<Short, 'number' | 'step'>,
  other: Pick<Short, 'number' | 'step'> | null,
): boolean =>
  other === null ||
  one.number > other.number ||
  (one.number === other.number && rehearsalSteps.indexOf(one.step) > rehearsalSteps.indexOf(other.step))

export const rehearsalInHeartbeat = (turn: Turn, theirs: Short | null): void => {
  const { rehearsal } = turn.s.durable
  if (rehearsal === null) return
  if (isNewer(rehearsal, theirs)) send(turn, { kind: 'rehearsal', rehearsal })
  // Turned off by a person there: once off, it stays off.
  const isTurnedOff = theirs?.number === rehearsal.number && theirs.step === rehearsal.step && !theirs.rearms
  if (isTurnedOff && rehearsal.rearms && liveRehearsal(turn.s) !== null)
    changeRehearsal(turn, { rearms: false })
}

/** How long it has been at a step is asked of one clock: the other server's may be days off. */
export const sinceNow = ({ wallMs }: Turn, rehearsal: Rehearsal): Rehearsal =>
  rehearsal.step === 'ended' ? rehearsal : { ...rehearsal, sinceWallMs: wallMs }

export const rehearsalHeard = (turn: Turn, { rehearsal }: MessageOf<'rehearsal'>): void => {
  const own = turn.s.durable.rehearsal
  if (!isNewer(rehearsal, own)) return
  const rearms =
    rehearsal.rearms && (own?.number !== rehearsal.number || own.step === 'planned' || own.rearms)
  changeDurable(turn, { rehearsal: { ...sinceNow(turn, rehearsal), rearms } })
  turn.s.rehearseAgainAt = turn.now
  tellEnd(turn)
}
