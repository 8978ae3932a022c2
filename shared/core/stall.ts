import { CLOCK_JUMP_MS } from '../domain/timing.ts'
import { endPending } from './arming.ts'
import { weigh } from './judgements.ts'
import { livesOnLeases } from './leases.ts'
import { forgetSet } from './line.ts'
import type { Happening } from './step-types.ts'
import { abandon } from './take-over.ts'
import { record, type Turn } from './turn.ts'
import { holdAutomatic } from './wall-clock.ts'

/** Stalls come in swarms; the first of a minute stands for them in the record. */
const RECORD_GAP_MS = 60_000

/**
 * After a stall of the own loop everything that queued up meanwhile is old: answers to questions asked
 * before it are nothing, silence counts anew, a take-over is abandoned, a holder starts and gives
 * nothing before a fresh answer. An expired lease demotes; no reading revives it.
 */
export const stalled = (turn: Turn, gapMs: number): void => {
  const { s, now } = turn
  const judged = weigh(turn, 'stalled', { kind: 'stall', gapMs: Math.round(gapMs) })
  s.questionsAfter = now
  s.holderHeardAt = now
  // Still closed, as far as is known; its guardian is asked anew.
  if (s.holderLost !== null) s.holderLost = { stoppedAskedAt: Number.NEGATIVE_INFINITY }
  if (gapMs >= CLOCK_JUMP_MS) holdAutomatic(turn)
  s.query = null
  forgetSet(turn)
  s.word = null
  s.nonce = null
  s.offer = null
  endPending(turn)
  // Without an A/B switch whoever needs no lease has nothing to ask.
  if (s.mode === 'active') s.fenced = s.hasArbiter || livesOnLeases(s)
  if (s.mode === 'takingOver') abandon(turn, judged)
  if (s.grantUse !== null) s.grantUse = { ...s.grantUse, phase: 'setting' }
  if (now - s.stallRecordedAt < RECORD_GAP_MS) return
  s.stallRecordedAt = now
  record(turn, {
    act: 'stall',
    outcome: 'noted',
    trigger: s.mode === 'active' ? 'lease' : 'automatic',
    judged,
  })
}

/** What was received but not read during a stall is dropped. */
export const isDroppedByStall = (input: Happening): boolean =>
  input.type === 'message' || input.type === 'lineRead' || input.type === 'lineSet' || input.type === 'word'
