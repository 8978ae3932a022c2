/** A seeded generator (mulberry32): the same seed replays the same run exactly. */
export interface Random {
  /** In [0, 1). */
  next(): number
  between(least: number, most: number): number
  integer(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
}

export const createRandom = (seed: number): Random => {
  let a = seed >>> 0
  const next = (): number => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number): number => least + (most - least) * next()
  const integer = (least: number, most: number): number => Math.floor(between(least, most + 1))
  return {
    next,
    between,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[integer(0, items.length - 1)]
      if (item === undefined) throw new Error('pick from nothing')
      return item
    },
  }
}
