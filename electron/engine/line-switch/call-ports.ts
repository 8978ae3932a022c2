/**
 * From which of its ports this server calls the box. A cable that breaks in the middle of a session leaves it open at
 * the box, which serves nobody else then: its end never arrived. Whoever had it can end it, by calling once more from
 * the same port: the box's TCP asks back about the session it still has there, and is told that there is none.
 */
export interface CallPorts {
  /** For the next session; 0 lets the system choose. */
  next(): number
  /** A session stands at the box. */
  opened(port: number): void
  /** `proved`: the box ended it itself, or this port cannot be used: there is nothing to be ended there. */
  ended(port: number, how: 'answered' | 'unanswered' | 'proved'): void
}

/** The oldest of them is most likely the one that is held: those after it waited in vain. */
const MOST = 3

export const createCallPorts = (): CallPorts => {
  /** The last session that was answered, whose end may be lost all the same, and those that stood after it. */
  let doubtful: number[] = []
  let failures = 0
  return {
    next: () => {
      // Every other one from a new port: a box may refuse an old one for a while.
      if (failures % 2 === 0 || doubtful.length === 0) return 0
      return doubtful[((failures - 1) / 2) % doubtful.length] ?? 0
    },
    opened: (port) => {
      if (doubtful.length < MOST && !doubtful.includes(port)) doubtful.push(port)
    },
    ended: (port, how) => {
      if (how === 'proved') doubtful = doubtful.filter((one) => one !== port)
      if (how === 'answered') doubtful = [port]
      failures = how === 'answered' ? 0 : failures + 1
    },
  }
}
