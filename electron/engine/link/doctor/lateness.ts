import type { Clock } from '../../ports.ts'

/** The worst of the last 10 to 20 s. */
export interface Worst {
  note(value: number): void
  value(): number
}

const SPAN_MS = 10_000

export const createWorst = (clock: Clock): Worst => {
  let since = clock.now()
  let before = 0
  let current = 0
  const turn = (): void => {
    const passed = clock.now() - since
    if (passed < SPAN_MS) return
    before = passed < 2 * SPAN_MS ? current : 0
    current = 0
    since = clock.now()
  }
  return {
    note: (value) => {
      turn()
      current = Math.max(current, value)
    },
    value: () => {
      turn()
      return Math.max(before, current)
    },
  }
}
