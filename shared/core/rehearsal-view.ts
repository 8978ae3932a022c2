import type { Rehearsal, RehearsalView, ShownRehearsal } from '../contract/rehearsal.ts'
import { allHold } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { freeForRehearsal } from './rehearsal-rules.ts'
import { liveRehearsal } from './rehearsal-state.ts'
import type { State } from './state.ts'

interface Shown {
  readonly now: number
  readonly rehearsals: readonly Rehearsal[]
  readonly offsetMinutesAt: (wallMs: number) => number
}

type OffsetAt = Shown['offsetMinutesAt']

export const shownRehearsal = (rehearsal: Rehearsal, offsetMinutesAt: OffsetAt): ShownRehearsal => ({
  ...rehearsal,
  offsetMinutes: offsetMinutesAt(rehearsal.begunWallMs || rehearsal.notBeforeWallMs),
})

/** What the windows of either server show of rehearsals. */
export const rehearsalViewOf = (
  s: State,
  facts: Facts,
  { now, rehearsals, offsetMinutesAt }: Shown,
): RehearsalView => {
  const live = liveRehearsal(s)
  const last = rehearsals[0]
  const good = rehearsals.find(({ failure }) => failure === null)
  const rules = freeForRehearsal(facts)
  return {
    allowed: allHold(rules),
    rules,
    live: live === null ? null : shownRehearsal(live, offsetMinutesAt),
    last: last === undefined ? null : shownRehearsal(last, offsetMinutesAt),
    goodAgeMs: good === undefined ? null : Math.max(0, now + s.wallOffset - good.sinceWallMs),
  }
}
