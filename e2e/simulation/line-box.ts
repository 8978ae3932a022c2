import type { LinePosition } from '../../shared/contract/status.ts'
import { otherRole, type Role, type Side } from '../../shared/domain/roles.ts'
import type { Agenda } from './events.ts'
import type { Random } from './random.ts'

/**
 * The A/B switch: one session at a time, slow, sometimes silent. A set that left its server executes
 * within `T_late` or never, also after its connection broke; a hand may move it.
 */
export interface LineBox {
  position: Side
  isPowered: boolean
  /** Answers questions and takes no order. */
  refusesSets: boolean
  /** Which servers reach it. */
  readonly reach: { primary: boolean; secondary: boolean }
  /** Of each server's way to it. */
  readonly slowness: { primary: number; secondary: number }
  /** Of the longest that a set may linger, for the server's next one; null: by chance. */
  readonly lateShare: { primary: number | null; secondary: number | null }
  read(from: Role, timeoutMs: number, answer: (position: LinePosition | null) => void): void
  set(
    from: Role,
    side: Side,
    lateMs: number,
    timeoutMs: number,
    answer: (outcome: 'answered' | 'unknown' | 'notSent') => void,
  ): void
  /** A server that stands still keeps the only session. */
  keepSession(of: Role): void
  endSession(of: Role): void
}

export const createLineBox = (agenda: Agenda, random: Random): LineBox => {
  let busyUntil = 0
  let keptBy: Role | null = null
  const canReach = (from: Role): boolean => box.isPowered && box.reach[from] && keptBy !== otherRole(from)
  const box: LineBox = {
    position: 'A',
    isPowered: true,
    refusesSets: false,
    reach: { primary: true, secondary: true },
    slowness: { primary: 1, secondary: 1 },
    lateShare: { primary: null, secondary: null },
    keepSession: (of) => {
      keptBy ??= of
    },
    endSession: (of) => {
      if (keptBy === of) keptBy = null
    },
    read: (from, timeoutMs, answer) => {
      const asked = agenda.now
      const begin = Math.max(asked, busyUntil) + random.between(0.2, 4) * box.slowness[from]
      const arrives = begin + random.between(0.2, 4) * box.slowness[from]
      if (!canReach(from) || arrives - asked > timeoutMs) {
        agenda.at(asked + timeoutMs, () => answer(null))
        return
      }
      busyUntil = begin
      agenda.at(begin, () => {
        const seen = box.position
        const isServed = canReach(from)
        agenda.at(isServed ? arrives : asked + timeoutMs, () =>
          answer(isServed && box.reach[from] ? seen : null),
        )
      })
    },
    set: (from, side, lateMs, timeoutMs, answer) => {
      if (!canReach(from)) {
        agenda.at(agenda.now + timeoutMs, () => answer('notSent'))
        return
      }
      const begin = Math.max(agenda.now, busyUntil) + random.between(0.2, 4) * box.slowness[from]
      const drawnShare = random.chance(0.08) ? random.between(0, 0.9) : null
      const share = box.lateShare[from] ?? drawnShare
      box.lateShare[from] = null
      const executes = share === null ? begin : agenda.now + share * lateMs
      const isLost = share === null && random.chance(0.05)
      busyUntil = Math.max(busyUntil, begin)
      agenda.at(executes, () => {
        if (box.isPowered && !isLost && !box.refusesSets) box.position = side
      })
      const hears = share === null && !isLost && begin - agenda.now < timeoutMs
      agenda.at(hears ? begin + 0.5 : agenda.now + timeoutMs, () =>
        answer(hears && box.reach[from] ? 'answered' : 'unknown'),
      )
    },
  }
  return box
}
