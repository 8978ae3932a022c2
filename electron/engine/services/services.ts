import type { Probe, ServiceDefinition } from '../../../shared/contract/site.ts'
import { throughChain } from '../../../shared/domain/chain.ts'
import type { Clock, Log, ServiceWatch } from '../ports.ts'
import { aggregate, type Row, type Seen } from './aggregate.ts'
import type { Finding, Limit } from './finding.ts'
import { askPhones, type PhonesAnswer } from './phones.ts'
import { lookWith, type ProcessState } from './probe.ts'
import { isReadinessProcess, probeReadiness } from './readiness.ts'
import { createWatcher, type Watcher } from './watcher.ts'

/**
 * Watches this server's services: as they run on the active system; on a standby the ones that run on
 * both are looked at as they are, and the rest is judged by whether it could start. Voice mail and
 * telephones mean something on the active system only.
 */

export interface ServiceWatchSettings {
  readonly services: readonly ServiceDefinition[]
  readonly voiceMailProbe: Probe | null
  readonly phonesUrl: string | null
  /** How often each is looked at; a look gets three quarters of it, 5 s at most. */
  readonly intervalMs: number
  readonly clock: Clock
  readonly log: Log
  readonly processState: (serviceId: string) => ProcessState
}

/**
 * Starting a program to learn whether a service could start is dearer than a connection. Not longer than
 * this: windows and rules call what is 4 s old Unknown, and answer, report and picture take up to 1 s each.
 */
const LEAST_PROGRAM_PERIOD_MS = 1_000

interface Watches {
  readonly services: ReadonlyMap<string, Watcher<Finding>>
  readonly voiceMail: Watcher<Finding> | null
  readonly phones: Watcher<PhonesAnswer> | null
}

export const createServiceWatch = (settings: ServiceWatchSettings): ServiceWatch => {
  const { services, voiceMailProbe, phonesUrl, intervalMs, clock, log, processState } = settings
  const listeners = new Set<() => void>()
  let isActive = false
  let isClosed = false
  let lastShown = ''
  let phonesTrouble = ''

  const watch = <T>(look: (limit: Limit) => Promise<T>, periodMs = intervalMs): Watcher<T> =>
    createWatcher({ look, periodMs, clock, onResult: () => tellChange() })

  const isRunHere = ({ runs }: ServiceDefinition): boolean => isActive || runs === 'onBoth'

  const watchService = (service: ServiceDefinition): Watcher<Finding> => {
    if (isRunHere(service)) {
      return watch((limit) => lookWith(service.probe, () => processState(service.id), limit))
    }
    const periodMs = isReadinessProcess(service) ? Math.max(intervalMs, LEAST_PROGRAM_PERIOD_MS) : intervalMs
    return watch((limit) => probeReadiness(service, limit), periodMs)
  }

  const watchPhones = (url: string): Watcher<PhonesAnswer> =>
    watch(async (limit) => {
      const answer = await askPhones(url, limit)
      const trouble = answer.ok ? '' : answer.detail
      if (trouble !== '' && trouble !== phonesTrouble && !limit.signal.aborted)
        log.warn(`telephones: ${trouble}`)
      phonesTrouble = trouble
      return answer
    })

  /** What stays the same at a change of role is kept, with its value; the rest starts anew, unknown. */
  const startAll = (kept: ReadonlyMap<string, Watcher<Finding>>): Watches => ({
    services: new Map(services.map((service) => [service.id, kept.get(service.id) ?? watchService(service)])),
    // A process probe has no process to ask about here: voice mail then stays unknown.
    voiceMail:
      voiceMailProbe !== null && isActive
        ? watch((limit) => lookWith(voiceMailProbe, () => 'unknown', limit))
        : null,
    phones: phonesUrl !== null && isActive ? watchPhones(phonesUrl) : null,
  })
  let watches = startAll(new Map())

  const seen = (service: ServiceDefinition): Seen => {
    const reading = watches.services.get(service.id)?.read()
    const { id } = service
    const asked = isRunHere(service) ? 'runs' : 'ready'
    if (reading === undefined || reading.result === null) {
      return { id, asked, value: 'unknown', ageMs: reading?.ageMs ?? 0, detail: 'not looked at yet' }
    }
    const { result, ageMs, isFresh } = reading
    return isFresh
      ? { id, asked, ageMs, ...result }
      : { id, asked, ageMs, value: 'unknown', detail: 'last look is too long ago' }
  }
  const row = (shownAs: ServiceDefinition['shownAs']): Row =>
    aggregate(services.filter((service) => service.shownAs === shownAs).map(seen))

  const behind = (before: Row, after: Row): Row => {
    const [, value = 'unknown'] = throughChain([before.value, after.value])
    return value === after.value
      ? after
      : { ...after, value, detail: 'stands behind the Switching Service, which is down' }
  }

  const voiceMail = () => {
    if (voiceMailProbe === null) return 'notConfigured'
    const reading = watches.voiceMail?.read()
    if (reading === undefined || reading.result === null || !reading.isFresh) return 'unknown'
    const { value } = reading.result
    return value === 'up' ? 'available' : value === 'down' ? 'unavailable' : 'unknown'
  }

  const phones = () => {
    if (phonesUrl === null) return null
    const reading = watches.phones?.read()
    return reading?.result?.ok === true && reading.isFresh ? reading.result.phones : 'unknown'
  }

  const report: ServiceWatch['report'] = () => {
    const switching = row('switching')
    return {
      switching,
      ipPhone: behind(switching, row('ipPhone')),
      other: row('other'),
      voiceMail: voiceMail(),
      phones: phones(),
    }
  }

  /** Ages always change: everything else counts. */
  const tellChange = () => {
    const shown = JSON.stringify(report(), (name, value) => (name === 'ageMs' ? undefined : value))
    if (isClosed || shown === lastShown) return
    lastShown = shown
    for (const listener of listeners) listener()
  }

  const closeAll = (those: Iterable<Watcher<unknown> | null | undefined>) => {
    for (const watcher of those) watcher?.close()
  }

  return {
    report,
    setActive(next) {
      if (next === isActive || isClosed) return
      isActive = next
      const old = watches
      const stays = new Set(services.filter(({ runs }) => runs === 'onBoth').map(({ id }) => id))
      const kept = [...old.services].filter(([id]) => stays.has(id))
      const ended = [...old.services].filter(([id]) => !stays.has(id)).map(([, watcher]) => watcher)
      closeAll([...ended, old.voiceMail, old.phones])
      watches = startAll(new Map(kept))
      tellChange()
    },
    onChange(listener) {
      listeners.add(listener)
    },
    close() {
      isClosed = true
      closeAll([...watches.services.values(), watches.voiceMail, watches.phones])
    },
  }
}
