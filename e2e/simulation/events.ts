/** The run's agenda: a binary heap of moments in true time; equal moments keep their order. */
export interface Agenda {
  readonly now: number
  at(moment: number, act: () => void): void
  /** Carries out the next act; false when there is none up to `until`. */
  next(until: number): boolean
}

interface Entry {
  readonly moment: number
  readonly order: number
  readonly act: () => void
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.moment < b.moment || (a.moment === b.moment && a.order < b.order)

/** Runs through a few hundred thousand acts a second: each entry is moved, never swapped. */
class Heap implements Agenda {
  now = 0
  private order = 0
  private readonly heap: Entry[] = []

  at(moment: number, act: () => void): void {
    this.order += 1
    const entry = { moment: Math.max(moment, this.now), order: this.order, act }
    const { heap } = this
    let place = heap.length
    heap.push(entry)
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !isBefore(entry, parent)) break
      heap[place] = parent
      place = above
    }
    heap[place] = entry
  }

  next(until: number): boolean {
    const first = this.heap[0]
    if (first === undefined || first.moment > until) {
      this.now = until
      return false
    }
    const last = this.heap.pop()
    if (last !== undefined && this.heap.length > 0) this.sink(last)
    this.now = first.moment
    first.act()
    return true
  }

  private sink(entry: Entry): void {
    const { heap } = this
    const { length } = heap
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      let child = heap[below]
      if (child === undefined) break
      const right = below + 1 < length ? heap[below + 1] : undefined
      if (right !== undefined && isBefore(right, child)) {
        below += 1
        child = right
      }
      if (!isBefore(child, entry)) break
      heap[place] = child
      place = below
    }
    heap[place] = entry
  }
}

export const createAgenda = (): Agenda => new Heap()
