import type { Clock } from './ports.ts'

/**
 * The host's main thread relays: when it stands still, the engine goes on and nobody is answered. So it counts
 * its turns in memory it shares with the engine's thread, which sees when the count stands still.
 */

const TURN_MS = 500
const LOOK_MS = 500
/** Longer than anything a relay does; short enough that a person at a window has not gone yet. */
export const STUCK_AFTER_MS = 10_000

/** In the host's main thread. */
export const countTurns = (): { readonly turns: SharedArrayBuffer; stop(): void } => {
  const turns = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const count = new Int32Array(turns)
  const timer = setInterval(() => Atomics.add(count, 0, 1), TURN_MS)
  timer.unref()
  return { turns, stop: () => clearInterval(timer) }
}

export interface HostTurns {
  isStuck(): boolean
  /** Called at every look, with how long no turn has been seen. */
  onLook(listener: (silentMs: number) => void): void
  close(): void
}

/** In the engine's thread. */
export const watchTurns = (turns: SharedArrayBuffer, clock: Clock): HostTurns => {
  const count = new Int32Array(turns)
  const listeners: ((silentMs: number) => void)[] = []
  let seen = Atomics.load(count, 0)
  let lookedAt = clock.now()
  let silentMs = 0
  const look = (): void => {
    const now = clock.now()
    const turn = Atomics.load(count, 0)
    // Counted in own looks: a stall of the whole computer, or a suspend, is not the host's.
    silentMs = turn === seen ? silentMs + Math.min(now - lookedAt, 2 * LOOK_MS) : 0
    seen = turn
    lookedAt = now
    for (const listener of listeners) listener(silentMs)
  }
  const timer = setInterval(look, LOOK_MS)
  return {
    isStuck: () => silentMs >= STUCK_AFTER_MS,
    onLook: (listener) => void listeners.push(listener),
    close: () => clearInterval(timer),
  }
}
