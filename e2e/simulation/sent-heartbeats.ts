const KEPT = 256

/** When the newest heartbeats of an engine's life were sent, by number. */
export const createSentHeartbeats = () => {
  const numbers = new Float64Array(KEPT)
  const moments = new Float64Array(KEPT)
  return {
    clear: () => {
      numbers.fill(0)
    },
    note: (number: number, moment: number): void => {
      numbers[number % KEPT] = number
      moments[number % KEPT] = moment
    },
    at: (number: number): number => {
      const place = number % KEPT
      return numbers[place] === number ? (moments[place] ?? 0) : Number.NEGATIVE_INFINITY
    },
  }
}
