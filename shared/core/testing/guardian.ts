import type { Role } from '../../domain/roles.ts'
import type { Happening } from '../step-types.ts'

/** What starts and stops the services of one server of a test. */
export interface Guardian {
  /** The engine began a life. */
  engineStarted(): void
  /** The engine's pipe ended; with the host everything ended. */
  engineGone(how: 'alone' | 'withHost'): void
  deadline(until: number | null): void
  start(epoch: number, readingAskedAt: number | null): void
  stop(epoch: number): void
  /** The other server asks whether the services are stopped; null: no answer. */
  word(): boolean | null
}

export interface GuardianHost {
  readonly role: Role
  readonly now: () => number
  readonly later: (ms: number, act: () => void) => void
  /** Tells the engine, if it still lives this life when its turn comes. */
  readonly tell: (happening: Happening) => void
  readonly services: (are: 'stopped' | 'running') => void
  readonly killEngine: () => void
}

interface Ideal {
  readonly servicesOf: (role: Role) => 'stopped' | 'running'
  readonly answers: () => boolean
  /** What the other server's question begins at once. */
  readonly wordGiven: (role: Role) => void
}

/** Starts and stops at once, watches no deadline, and answers the other server only where the test says so. */
export const idealGuardian = (host: GuardianHost, { servicesOf, answers, wordGiven }: Ideal): Guardian => ({
  engineStarted: () => host.tell({ type: 'guardianReady' }),
  engineGone: () => host.services('stopped'),
  deadline: () => undefined,
  start: (epoch) => {
    host.services('running')
    host.tell({ type: 'servicesStarted', epoch })
  },
  stop: (epoch) => {
    host.services('stopped')
    host.tell({ type: 'servicesStopped', epoch })
  },
  word: () => {
    if (!answers()) return null
    const isStopped = servicesOf(host.role) === 'stopped'
    if (isStopped) wordGiven(host.role)
    return isStopped
  },
})
