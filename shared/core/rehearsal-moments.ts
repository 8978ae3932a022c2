import { liveRehearsal } from './rehearsal-state.ts'
import type { State } from './state.ts'

/** What waits for something is looked at once a second. */
export const LOOK_AGAIN_MS = 1_000

/** The moments at which a rehearsal comes to something by time alone. */
export const rehearsalMoments = (s: State, now: number): number[] => {
  const rehearsal = liveRehearsal(s)
  if (rehearsal === null) return []
  const { step, notBeforeWallMs, notAfterWallMs, holdMs } = rehearsal
  if (step === 'planned') {
    const begins = notBeforeWallMs - s.wallOffset
    return [Math.max(begins, s.rehearseAgainAt), notAfterWallMs - s.wallOffset]
  }
  const upAt = s.hold?.upAt ?? null
  return [s.rehearseAgainAt, now + LOOK_AGAIN_MS, ...(upAt === null ? [] : [upAt + holdMs])]
}
