import type { Durable } from '../../../shared/core/durable.ts'
import type { State } from '../../../shared/core/state.ts'
import { type HostTurns, STUCK_AFTER_MS } from '../host-turns.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../store/store.ts'
import { mayEndHost } from './may-end-host.ts'
import { note } from './note.ts'

/** What becomes of a host whose main thread stands still (`docs/guardian.md`). */

export interface StuckHostOptions {
  readonly store: Store<Durable>
  readonly version: string
  readonly clock: Clock
  readonly turns: HostTurns
  /** Null: redundancy is not enabled here. */
  readonly currentState: () => State | null
  /** Ends the process in order, where a supervisor may start it again; null where nobody would. */
  readonly endHost: (() => void) | null
}

const STUCK = `The main thread of this program has not turned for ${STUCK_AFTER_MS / 1000} s: nobody is answered, neither windows nor commands. Control and services go on.`
const AGAIN = 'What runs it as a service starts it again; one that was started by hand a person starts.'
const ENDS = `This server is not in control: the program ends in order. ${AGAIN}`
const WAITS = `It ends by itself as soon as that changes nothing of control. ${AGAIN}`
const STAYS = 'Nobody would start it again: end it and start it at a quiet time, after a switch-over.'

export const watchHost = ({ store, clock, turns, ...options }: StuckHostOptions): void => {
  const { log } = store
  let stuckSince: number | null = null
  let isEnding = false

  const record = (act: 'hostStuck' | 'endHost', outcome: 'noted' | 'begun'): void =>
    note(store, options.version, { act, outcome, trigger: 'automatic', changes: [] })

  const noteStuck = (silentMs: number): void => {
    if (stuckSince !== null) return
    stuckSince = clock.now() - silentMs
    log.warn(`${STUCK} ${options.endHost === null ? STAYS : WAITS}`)
    record('hostStuck', 'noted')
  }
  const noteTurning = (): void => {
    if (stuckSince === null) return
    log.warn(`The main thread turns again, after ${Math.round((clock.now() - stuckSince) / 1000)} s.`)
    stuckSince = null
  }

  turns.onLook((silentMs) => {
    if (isEnding) return
    if (!turns.isStuck()) return noteTurning()
    noteStuck(silentMs)
    if (options.endHost === null || !mayEndHost(options.currentState(), clock.now())) return
    isEnding = true
    log.warn(ENDS)
    record('endHost', 'begun')
    options.endHost()
  })
}
