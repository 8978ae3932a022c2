/** One at a time, in the order of asking; who has waited `timeoutMs` goes without a turn. */
export interface Turns {
  /** True: it is your turn, and you call `end`. False: the time ran out, or `cancel` was called. */
  take(timeoutMs: number): Promise<boolean>
  end(): void
  cancel(): void
}

export const createTurns = (): Turns => {
  let isTaken = false
  let waiting: ((isTurn: boolean) => void)[] = []
  return {
    take(timeoutMs) {
      if (!isTaken) {
        isTaken = true
        return Promise.resolve(true)
      }
      return new Promise((resolve) => {
        const answer = (isTurn: boolean) => {
          clearTimeout(timer)
          waiting = waiting.filter((other) => other !== answer)
          resolve(isTurn)
        }
        const timer = setTimeout(() => answer(false), timeoutMs)
        waiting.push(answer)
      })
    },
    end() {
      const [next] = waiting
      if (next === undefined) isTaken = false
      else next(true)
    },
    cancel() {
      for (const answer of [...waiting]) answer(false)
    },
  }
}
