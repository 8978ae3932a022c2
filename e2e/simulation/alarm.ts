import type { Agenda } from './events.ts'

interface Owner {
  readonly localNow: () => number
  readonly trueTimeOf: (local: number) => number
  /** Which of its lives the engine is in: an alarm of an earlier one rings for nobody. */
  readonly life: () => number
  readonly ring: () => void
}

/** An engine's timer. One is set at a time: an earlier wish sets another, a later one is looked at when it rings. */
export const createAlarm = (agenda: Agenda, { localNow, trueTimeOf, life, ring }: Owner) => {
  let wantedAt = Number.POSITIVE_INFINITY
  let setFor = Number.POSITIVE_INFINITY
  let newest = 0
  const set = (): void => {
    setFor = wantedAt
    newest += 1
    const mine = newest
    const born = life()
    agenda.at(trueTimeOf(setFor) + 0.01, () => {
      if (mine !== newest || born !== life()) return
      setFor = Number.POSITIVE_INFINITY
      if (wantedAt <= localNow()) ring()
      else if (Number.isFinite(wantedAt)) set()
    })
  }
  return {
    /** At the start of a life nothing is set. */
    clear: (): void => {
      setFor = Number.POSITIVE_INFINITY
    },
    want: (moment: number): void => {
      wantedAt = moment
      if (wantedAt < setFor) set()
    },
  }
}
