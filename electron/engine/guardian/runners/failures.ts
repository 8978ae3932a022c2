import { SOUND_RUN_MS } from './restart-delay.ts'
import type { Failing } from './runner.ts'

/** So many ends in a row are no mishap any more. */
const FAILING_TIMES = 3

/** How often in a row a service ended or could not be started; a sound run in between starts it over. */
export interface Failures {
  add(why: string, ranMs: number, times?: number): void
  clear(): void
  /** Null: never, or once or twice only. */
  failing(): Failing | null
}

export const countFailures = (): Failures => {
  const none: Failing = { times: 0, why: '' }
  let counted = none
  return {
    add: (why, ranMs, times = 1) => {
      counted = { times: ranMs >= SOUND_RUN_MS ? times : counted.times + times, why }
    },
    clear: () => {
      counted = none
    },
    failing: () => (counted.times < FAILING_TIMES ? null : counted),
  }
}
