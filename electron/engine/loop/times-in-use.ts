import type { Durable } from '../../../shared/core/durable.ts'
import { reliedTimesOf, withReliedTimes } from '../../../shared/domain/relied-times.ts'
import type { TimingChoice } from '../../../shared/domain/timing.ts'
import type { Store } from '../store/store.ts'

/** At enabling, and once for a pair that was enabled before these times were kept: those of `site.json` count from now on. */
export const takeUpTimes = ({ control, site }: Store<Durable>): void =>
  control.write({ ...control.value, times: reliedTimesOf(site.timing) })

/** The times this server works with. */
export const timesInUse = ({ control, site }: Store<Durable>): TimingChoice =>
  withReliedTimes(site.timing, control.value.times)
