import type { Agenda } from './events.ts'
import type { Random } from './random.ts'

/**
 * The guardian and the services of one host, in the host's own clock. It kills the engine and then stops
 * the services at the lease's end, refuses starts past it or on a reading older than its word.
 */
export interface GuardianModel {
  services: 'stopped' | 'running' | 'stopping'
  /** When it last ended the services because the lease was over, on this host's clock. */
  endedAt: number
  /** When it last told the other server that the services are stopped, on this host's clock. */
  wordAt: number
  deadline(until: number | null): void
  /** False: an unbound holder's services run until they are stopped. */
  hasDeadline(): boolean
  /** How many words it gave; a start that rests on no reading names how many of them its engine knows. */
  wordNumber: number
  start(epoch: number, readingAskedAt: number | null, knownWord: number): void
  stop(epoch: number): void
  /** The engine's pipe ended. */
  engineGone(): void
  /** What the peer hears; null: no answer. */
  word(): boolean | null
  hostDown(): void
  hostFrozen(isFrozen: boolean): void
}

export interface GuardianHost {
  readonly localNow: () => number
  /** True time at which the local clock will show this. */
  readonly trueTimeOf: (local: number) => number
  readonly stopLimitMs: number
  readonly isHostUp: () => boolean
  readonly killEngine: () => void
  readonly onChange: () => void
  readonly onStopping: (forMs: number) => void
  readonly tell: (
    what:
      | { type: 'servicesStarted'; epoch: number }
      | { type: 'servicesStopped'; epoch: number }
      | { type: 'startRefused'; epoch: number; why: string }
      | { type: 'wordGiven' },
  ) => void
}

export const createGuardianModel = (agenda: Agenda, random: Random, host: GuardianHost): GuardianModel => {
  let until: number | null = Number.NEGATIVE_INFINITY
  let epoch = 0
  let isFrozen = false
  let generation = 0
  /** One look at the deadline is planned at a time: a later deadline is found by the look at the earlier one. */
  let lookAt = Number.POSITIVE_INFINITY
  let look = 0
  const watch = (): void => {
    if (until === null || model.services !== 'running') return
    // A hair later: the conversion between clocks rounds.
    const moment = host.trueTimeOf(until) + 0.001
    if (moment >= lookAt) return
    lookAt = moment
    look += 1
    const mine = look
    agenda.at(moment, () => {
      if (mine !== look) return
      lookAt = Number.POSITIVE_INFINITY
      if (isFrozen || model.services !== 'running' || until === null) return
      if (host.localNow() < until) {
        watch()
        return
      }
      model.endedAt = host.localNow()
      host.killEngine()
      beginStop()
    })
  }
  const beginStop = (): void => {
    if (model.services !== 'running') return
    model.services = 'stopping'
    generation += 1
    const mine = generation
    const takesMs = random.chance(0.4) ? host.stopLimitMs : random.between(1, host.stopLimitMs)
    host.onStopping(takesMs)
    const done = host.trueTimeOf(host.localNow() + takesMs)
    const finish = (): void => {
      if (mine !== generation) return
      if (isFrozen) return
      model.services = 'stopped'
      host.tell({ type: 'servicesStopped', epoch })
    }
    agenda.at(done, finish)
  }
  const model: GuardianModel = {
    services: 'stopped',
    endedAt: Number.NEGATIVE_INFINITY,
    wordAt: Number.NEGATIVE_INFINITY,
    wordNumber: 0,
    deadline: (moment) => {
      until = moment
      watch()
    },
    hasDeadline: () => until !== null,
    start: (forEpoch, readingAskedAt, knownWord) => {
      const isPast = until !== null && until <= host.localNow()
      const isOlderThanWord =
        readingAskedAt === null ? knownWord !== model.wordNumber : readingAskedAt < model.wordAt
      if (isPast || isOlderThanWord || model.services === 'stopping') {
        host.tell({ type: 'startRefused', epoch: forEpoch, why: 'too late' })
        return
      }
      epoch = forEpoch
      if (model.services !== 'running') {
        model.services = 'running'
        watch()
        host.onChange()
      }
      host.tell({ type: 'servicesStarted', epoch: forEpoch })
    },
    stop: (forEpoch) => {
      if (model.services === 'stopped') host.tell({ type: 'servicesStopped', epoch: forEpoch })
      else beginStop()
    },
    engineGone: () => {
      beginStop()
    },
    word: () => {
      if (!host.isHostUp() || isFrozen) return null
      if (model.services !== 'stopped') return false
      model.wordAt = host.localNow()
      model.wordNumber += 1
      host.tell({ type: 'wordGiven' })
      return true
    },
    hostDown: () => {
      generation += 1
      model.services = 'stopped'
      until = Number.NEGATIVE_INFINITY
      model.wordAt = Number.NEGATIVE_INFINITY
      isFrozen = false
    },
    hostFrozen: (frozen) => {
      isFrozen = frozen
      if (frozen) return
      if (model.services === 'stopping') {
        generation += 1
        model.services = 'running'
        beginStop()
      } else watch()
    },
  }
  return model
}
