import type { Durable } from '../../../shared/core/durable.ts'
import { type OnCut, onCutOf } from '../../../shared/domain/on-cut.ts'
import { reliedTimesOf, withReliedTimes } from '../../../shared/domain/relied-times.ts'
import type { TimingChoice } from '../../../shared/domain/timing.ts'
import type { Store } from '../store/store.ts'

/** What `site.json` accepts for a pair without an A/B switch. */
export const onCutOfSite = ({ site }: Store<Durable>): OnCut | null =>
  site.onCut === null ? null : onCutOf(site.onCut)

/** What both servers rely on is from now on what `site.json` says. */
const relied = (store: Store<Durable>) => ({
  times: reliedTimesOf(store.site.timing),
  onCut: onCutOfSite(store),
})

/** Once, for a pair that was enabled before this was kept. */
export const takeUpRelied = (store: Store<Durable>): void =>
  store.control.write({ ...store.control.value, ...relied(store) })

export const takeUpAtEnabling = (store: Store<Durable>): void =>
  store.control.write({ ...store.control.value, ...relied(store), disabled: false })

/** The times this server works with. */
export const timesInUse = ({ control, site }: Store<Durable>): TimingChoice =>
  withReliedTimes(site.timing, control.value.times)
