import type { LinePosition } from '../../shared/contract/status.ts'
import type { Side } from '../../shared/domain/roles.ts'
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
  read(
    from: 'primary' | 'secondary',
    timeoutMs: number,
    answer: (position: LinePosition | null) => void,
  ): void
  set(
    from: 'primary' | 'secondary',
    side: Side,
    lateMs: number,
    timeoutMs: number,
    answer: (outcome: 'answered' | 'unknown' | 'notSent') => void,
  ): void
}

export const createLineBox = (agenda: Agenda, random: Random): LineBox => {
  let busyUntil = 0
  const box: LineBox = {
    position: 'A',
    isPowered: true,
    refusesSets: false,
    reach: { primary: true, secondary: true },
    slowness: { primary: 1, secondary: 1 },
    read: (from, timeoutMs, answer) => {
      const asked = agenda.now
      const begin = Math.max(asked, busyUntil) + random.between(0.2, 4) * box.slowness[from]
      const arrives = begin + random.between(0.2, 4) * box.slowness[from]
      const canReach = (): boolean => box.isPowered && box.reach[from]
      if (!canReach() || arrives - asked > timeoutMs) {
        agenda.at(asked + timeoutMs, () => answer(null))
        return
      }
      busyUntil = begin
      agenda.at(begin, () => {
        const seen = box.position
        const isServed = canReach()
        agenda.at(isServed ? arrives : asked + timeoutMs, () => answer(isServed && canReach() ? seen : null))
      })
    },
    set: (from, side, lateMs, timeoutMs, answer) => {
      if (!box.isPowered || !box.reach[from]) {
        agenda.at(agenda.now + timeoutMs, () => answer('notSent'))
        return
      }
      const begin = Math.max(agenda.now, busyUntil) + random.between(0.2, 4) * box.slowness[from]
      const isLate = random.chance(0.08)
      const executes = isLate ? agenda.now + random.between(0, lateMs * 0.9) : begin
      const isLost = random.chance(0.05)
      busyUntil = Math.max(busyUntil, begin)
      agenda.at(executes, () => {
        if (box.isPowered && !isLost && !box.refusesSets) box.position = side
      })
      const hears = !isLate && !isLost && begin - agenda.now < timeoutMs
      agenda.at(hears ? begin + 0.5 : agenda.now + timeoutMs, () =>
        answer(hears && box.reach[from] ? 'answered' : 'unknown'),
      )
    },
  }
  return box
}
