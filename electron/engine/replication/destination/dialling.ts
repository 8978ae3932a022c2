/** Dials again after a while, longer each time, until a session stands. */
export interface Dialling {
  again(): void
  /** A session stands: the next wait is short. */
  succeeded(): void
  stop(): void
}

const WAIT_MS = { first: 100, most: 2_000 }

export const createDialling = (dial: () => void): Dialling => {
  let waitMs = WAIT_MS.first
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  return {
    again: () => {
      if (isStopped || timer !== null) return
      timer = setTimeout(() => {
        timer = null
        dial()
      }, waitMs)
      waitMs = Math.min(waitMs * 2, WAIT_MS.most)
    },
    succeeded: () => {
      waitMs = WAIT_MS.first
    },
    stop: () => {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
