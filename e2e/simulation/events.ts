/** The run's agenda: a list of moments in true time, the soonest at its end; equal moments keep their order. */
export interface Agenda {
  readonly now: number
  at(moment: number, act: () => void): void
  /** Carries out the next act; false when there is none up to `until`. */
  next(until: number): boolean
}

interface Entry {
  readonly moment: number
  readonly act: () => void
}

/**
 * A run has some thirty acts before it, and most new ones are due among the first: to move those few aside costs less
 * than a heap does.
 */
class SortedList implements Agenda {
  now = 0
  private readonly entries: Entry[] = []

  at(moment: number, act: () => void): void {
    const { entries, now } = this
    const entry = { moment: Math.max(moment, now), act }
    let place = entries.length
    entries.push(entry)
    while (place > 0) {
      const later = entries[place - 1]
      if (later === undefined || later.moment > entry.moment) break
      entries[place] = later
      place -= 1
    }
    entries[place] = entry
  }

  next(until: number): boolean {
    const { entries } = this
    const first = entries[entries.length - 1]
    if (first === undefined || first.moment > until) {
      this.now = until
      return false
    }
    entries.pop()
    this.now = first.moment
    first.act()
    return true
  }
}

export const createAgenda = (): Agenda => new SortedList()
