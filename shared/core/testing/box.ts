import type { LinePosition } from '../../contract/status.ts'
import type { Role } from '../../domain/roles.ts'
import type { Effect } from '../step-types.ts'

/** The A/B switch of a test: it does what the test says, and answers when the test says. */
export interface Box {
  line: LinePosition
  /** Whether it answers each server, and how long that takes. */
  readonly boxAnswers: Record<Role, boolean>
  readonly boxTakesMs: Record<Role, number>
  /** What becomes of an order; `late` is not answered and lands `setsLandAfterMs` after it was sent. */
  sets: 'answered' | 'unknown' | 'notSent' | 'late'
  setsLandAfterMs: number
}

export interface BoxClock {
  readonly now: () => number
  readonly later: (ms: number, act: () => void) => void
}

const after = ({ later }: BoxClock, ms: number, act: () => void): void => {
  if (ms === 0) act()
  else later(ms, act)
}

/** What it shows at the moment of its answer; null: none in time. */
export const readBox = (
  box: Box,
  role: Role,
  { timeoutMs }: Extract<Effect, { do: 'readLine' }>,
  clock: BoxClock,
  answer: (position: LinePosition | null) => void,
): void => {
  const takesMs = box.boxAnswers[role] ? box.boxTakesMs[role] : timeoutMs
  const isInTime = takesMs < timeoutMs
  after(clock, Math.min(takesMs, timeoutMs), () => answer(isInTime && box.boxAnswers[role] ? box.line : null))
}

export const setBox = (
  box: Box,
  role: Role,
  { side, notAfter, timeoutMs }: Extract<Effect, { do: 'setLine' }>,
  clock: BoxClock,
  answer: (outcome: 'answered' | 'unknown' | 'notSent') => void,
): void => {
  if (!box.boxAnswers[role] || clock.now() > notAfter) {
    after(clock, box.boxTakesMs[role], () => answer('notSent'))
    return
  }
  if (box.sets === 'late') {
    clock.later(box.setsLandAfterMs, () => {
      box.line = side
    })
    clock.later(timeoutMs, () => answer('unknown'))
    return
  }
  const { sets } = box
  const takesMs = box.boxTakesMs[role]
  after(clock, takesMs, () => {
    if (sets === 'answered') box.line = side
    answer(takesMs < timeoutMs ? sets : 'unknown')
  })
}
