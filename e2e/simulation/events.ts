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

export const createAgenda = (): Agenda => {
  const heap: Entry[] = []
  let now = 0
  let order = 0
  const swap = (i: number, j: number): void => {
    const a = heap[i]
    const b = heap[j]
    if (a === undefined || b === undefined) return
    heap[i] = b
    heap[j] = a
  }
  const less = (i: number, j: number): boolean => {
    const a = heap[i]
    const b = heap[j]
    return a !== undefined && b !== undefined && isBefore(a, b)
  }
  const up = (start: number): void => {
    let i = start
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!less(i, parent)) return
      swap(i, parent)
      i = parent
    }
  }
  const down = (): void => {
    let i = 0
    for (;;) {
      const left = 2 * i + 1
      const right = left + 1
      let least = i
      if (left < heap.length && less(left, least)) least = left
      if (right < heap.length && less(right, least)) least = right
      if (least === i) return
      swap(i, least)
      i = least
    }
  }
  return {
    get now() {
      return now
    },
    at: (moment, act) => {
      order += 1
      heap.push({ moment: Math.max(moment, now), order, act })
      up(heap.length - 1)
    },
    next: (until) => {
      const first = heap[0]
      if (first === undefined || first.moment > until) {
        now = until
        return false
      }
      const last = heap.pop()
      if (heap.length > 0 && last !== undefined) {
        heap[0] = last
        down()
      }
      now = first.moment
      first.act()
      return true
    },
  }
}
