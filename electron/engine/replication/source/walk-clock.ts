import type { Context } from '../context.ts'
import { crash } from '../crash.ts'
import type { Observer } from '../observer/observer.ts'

/** A set whose folder is missing is looked for this often. */
const MISSING_LOOK_MS = 2_000
const CLOCK_MS = 500

/** Full walks from time to time; often where a watch cannot stand or a folder is missing. */
export const startWalkClock = (
  { sets, settings }: Context,
  observers: readonly Observer[],
  isFree: () => boolean,
  walked: () => void,
): { restart(): void; stop(): void } => {
  let walkedAt = performance.now()
  let isWalking = false
  const interval = (): number => {
    if (sets.some((set) => set.problem?.code === 'folderMissing')) {
      return Math.min(MISSING_LOOK_MS, settings.fullScanIntervalMs)
    }
    return observers.every((observer) => observer.isWatching)
      ? settings.fullScanIntervalMs
      : Math.min(settings.fullScanIntervalMs, settings.updatedWithinMs / 4)
  }
  const timer = setInterval(
    () => {
      if (!isFree() || isWalking || performance.now() - walkedAt < interval()) return
      isWalking = true
      Promise.all(observers.map((observer) => observer.fullWalk('deep')))
        .then(() => {
          isWalking = false
          walkedAt = performance.now()
          walked()
        })
        .catch(crash)
    },
    Math.min(CLOCK_MS, settings.fullScanIntervalMs),
  )
  return {
    restart: () => {
      walkedAt = performance.now()
    },
    stop: () => clearInterval(timer),
  }
}
