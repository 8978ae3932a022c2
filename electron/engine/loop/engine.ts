import { type MethodName, methods } from '../../../shared/contract/contract.ts'
import type { Alarm, Status } from '../../../shared/contract/status.ts'
import { type Durable, durable, emptyDurable } from '../../../shared/core/durable.ts'
import { forcePreviewOf } from '../../../shared/core/force.ts'
import { explainRules } from '../../../shared/core/link-explained.ts'
import { shownRehearsal } from '../../../shared/core/rehearsal-view.ts'
import { mayServeOn } from '../../../shared/core/serve-on.ts'
import { initialState } from '../../../shared/core/state.ts'
import { viewOf } from '../../../shared/core/view.ts'
import { recordSummary } from '../../../shared/domain/labels-record.ts'
import { licenseOf } from '../../../shared/domain/license.ts'
import { timesText } from '../../../shared/domain/relied-times.ts'
import { deriveTiming } from '../../../shared/domain/timing.ts'
import { createClock } from '../clock.ts'
import type { GuardianClient } from '../guardian/client.ts'
import type { HostTurns } from '../host-turns.ts'
import type { Fault } from '../store/fault.ts'
import { openStore, type Store } from '../store/store.ts'
import { createAlarmAges, linkAlarm } from './alarms.ts'
import { createCommands, type Handler, taking } from './commands.ts'
import { watchSilences } from './healed-silences.ts'
import { keepDisabled } from './keep-disabled.ts'
import { createLinkDoctor } from './link-doctor.ts'
import { noteSite } from './note-site.ts'
import { ownAddresses } from './own-addresses.ts'
import { openPair, type Pair } from './pair.ts'
import { pageOf } from './record-page.ts'
import { openRehearsals } from './rehearsals.ts'
import { watchHost } from './stuck-host.ts'
import { onCutOfSite, takeUpRelied, timesInUse } from './times-in-use.ts'
import { openUsualTimes } from './usual-times.ts'

/** The redundancy engine of one server, behind the admin contract; whoever hosts it only relays. */
export interface Engine {
  call(method: MethodName, input: unknown, person: string): Promise<unknown>
  close(): Promise<void>
}

export interface EngineFiles {
  readonly nodePath: string
  readonly guardianFile: string
  readonly replicationWorkerFile: string
}

export interface EngineOptions extends EngineFiles {
  readonly dataDir: string
  readonly version: string
  readonly onStatus: (status: Status) => void
  /** The engine cannot go on: one sentence. The host ends with exit code 1. */
  readonly onFailure: (sentence: string) => void
  /** Of the main thread of the process this engine runs in. */
  readonly hostTurns: HostTurns
  /** Ends that process in order, and somebody starts it again; null where nobody would. */
  readonly endHost: ((engine: Engine) => void) | null
}

/** This server's local time minus UTC at a moment. */
const offsetMinutesAt = (wallMs: number): number => -new Date(wallMs).getTimezoneOffset()

const STATUS_LOOK_MS = 100
const STATUS_MOST_MS = 1_000
const WEAK_KEY_LENGTH = 12

export const openEngine = (options: EngineOptions): { ok: true; engine: Engine } | Fault => {
  const opened = openStore<Durable>(options.dataDir, durable, emptyDurable)
  if (!opened.ok) return opened
  return { ok: true, engine: runEngine(options, opened.store) }
}

const runEngine = (options: EngineOptions, store: Store<Durable>): Engine => {
  const clock = createClock()
  const wallMs = (): number => Date.now()
  const { log } = store
  const usualTimes = openUsualTimes(store.dataDir)
  const rehearsals = openRehearsals(store.dataDir)
  const ageAlarms = createAlarmAges(clock)
  let pair: Pair | null = null
  let lastProgressEnd = 0
  let shown = { text: '', at: Number.NEGATIVE_INFINITY }
  let isClosed = false
  const linkDoctor = createLinkDoctor(clock, () => pair)

  const fail = (error: unknown): void => {
    const sentence = error instanceof Error ? error.message : String(error)
    log.warn(`The engine ends: ${error instanceof Error ? (error.stack ?? sentence) : sentence}`)
    options.onFailure(sentence)
  }

  const silences = watchSilences(store.record, wallMs, (error) =>
    log.warn(`What the record says of earlier silences could not be read: ${String(error)}`),
  )

  const openIfEnabled = (isBoot: boolean, guardian: GuardianClient | null = null): void => {
    const { settings } = store.settings.view()
    const key = store.settings.key()
    const isAlone = !settings.enabled && store.control.value.servesAlone
    if (key === null || (!settings.enabled && !isAlone)) return
    if (store.control.value.times === null) takeUpRelied(store)
    pair = openPair({
      ...options,
      store,
      settings,
      key,
      isBoot,
      isAlone,
      guardian,
      clock,
      wallMs,
      answer: (requestId, refusal) =>
        commands.answer(
          requestId,
          refusal === null
            ? null
            : { ...refusal, rules: explainRules(refusal.rules, linkDoctor.view().findings) },
        ),
      afterStep: ({ progress }) => {
        if (progress === null || progress.outcome !== 'done' || progress.endedAt === lastProgressEnd) return
        lastProgressEnd = progress.endedAt
        usualTimes.add(progress)
      },
      recorded: (entry) => {
        silences.note(entry)
        if (entry.outcome === 'done' || entry.outcome === 'abandoned') log.info(recordSummary(entry))
      },
      keepRehearsal: (rehearsal) => {
        const kept = rehearsals.add(rehearsal)
        if (!kept.ok) log.warn(kept.message)
      },
      bug: fail,
    })
  }

  const leavePair = (): Pair | null => {
    const left = pair
    pair = null
    commands.abandon('Redundancy was stopped meanwhile.')
    return left
  }
  const closePair = async (): Promise<void> => leavePair()?.close()

  /** Enabled where it served alone: its services run on. */
  const isServedOn = (): boolean => {
    const state = pair?.loop.state
    return state !== undefined && state.role === store.settings.view().settings.role && mayServeOn(state)
  }

  const reopenPair = async (): Promise<void> => {
    const servesOn = isServedOn()
    const left = leavePair()
    const guardian = servesOn ? await left?.closeButGuardian() : null
    if (!servesOn) await left?.close()
    if (isClosed) await guardian?.close()
    else openIfEnabled(false, guardian)
  }

  // ---- status ------------------------------------------------------------------------------

  const driverAlarms = (): Alarm[] => {
    const alarms: Alarm[] = store.notices.map(({ code, message }) => ({
      code,
      severity: 'info',
      params: { message },
      forMs: 0,
    }))
    const problem = pair?.linkProblem ?? null
    const named = problem === null ? null : linkAlarm(problem)
    if (named !== null) alarms.push(named)
    const times = {
      used: timesText(deriveTiming(timesInUse(store))),
      site: timesText(deriveTiming(store.site.timing)),
    }
    if (pair !== null && times.used !== times.site) {
      alarms.push({ code: 'timingNotInUse', severity: 'warning', params: times, forMs: 0 })
    }
    const onCut = { used: store.control.value.onCut ?? '', site: onCutOfSite(store) ?? '' }
    const { lineSwitchAddress } = store.settings.view().settings
    if (pair !== null && lineSwitchAddress === '' && onCut.used !== onCut.site) {
      alarms.push({ code: 'onCutNotInUse', severity: 'warning', params: onCut, forMs: 0 })
    }
    const unheard = pair?.drivers.guardian.wordProblem() ?? ''
    if (unheard !== '') {
      alarms.push({ code: 'guardianUnheard', severity: 'warning', params: { detail: unheard }, forMs: 0 })
    }
    if (pair?.drivers.link.evidence().isPeerHostStuck === true) {
      alarms.push({ code: 'hostStuck', severity: 'critical', params: {}, forMs: 0 })
    }
    const [failing] = pair?.drivers.guardian.failing() ?? []
    if (failing !== undefined) {
      const params = { service: failing.id, detail: failing.why }
      alarms.push({ code: 'serviceFailing', severity: 'critical', params, forMs: 0 })
    }
    if (store.record.problem() !== null) {
      alarms.push({ code: 'diskFull', severity: 'critical', params: {}, forMs: 0 })
    }
    const unsaved = store.settings.unsaved()
    if (unsaved !== null) {
      alarms.push({ code: 'settingsNotSaved', severity: 'critical', params: { detail: unsaved }, forMs: 0 })
    }
    const key = store.settings.key()
    if (pair !== null && key !== null && key.length < WEAK_KEY_LENGTH) {
      alarms.push({ code: 'weakKey', severity: 'warning', params: {}, forMs: 0 })
    }
    return alarms
  }

  const currentStatus = (): Status => {
    const now = clock.now()
    const { settings } = store.settings.view()
    const state =
      pair?.loop.state ??
      initialState({
        role: settings.role,
        timing: deriveTiming(timesInUse(store)),
        hasArbiter: settings.lineSwitchAddress !== '',
        enabled: false,
        isBoot: false,
        license: licenseOf(store.site.license),
        wallMs: wallMs(),
        instance: '',
        durable: store.control.value,
        now,
      })
    const view = viewOf(state, {
      now,
      settings,
      alarms: driverAlarms(),
      link: linkDoctor.view(),
      usual: usualTimes.usual,
      healedMs: silences.lengthsMs,
      rehearsals: rehearsals.results,
      offsetMinutesAt,
    })
    return { ...view, alarms: ageAlarms(view.alarms) }
  }

  /** At every change, and once a second so that ages go on; ages alone are no change. */
  const showStatus = (): void => {
    const status = currentStatus()
    const text = JSON.stringify(status, (key, value: unknown) =>
      key === 'ageMs' ||
      key === 'goodAgeMs' ||
      key === 'forMs' ||
      key === 'elapsedMs' ||
      key === 'leftMs' ||
      key === 'takesOverInMs' ||
      key === 'roundTripMs' ||
      key === 'evidence' ||
      (key === 'value' && typeof value === 'number')
        ? undefined
        : value,
    )
    const now = clock.now()
    if (text === shown.text && now - shown.at < STATUS_MOST_MS) return
    shown = { text, at: now }
    options.onStatus(status)
  }
  const showing = setInterval(showStatus, STATUS_LOOK_MS)

  const commands = createCommands({
    store,
    version: options.version,
    currentPair: () => pair,
    reopenPair,
    showStatus,
  })

  const handlers: Readonly<Record<MethodName, Handler>> = {
    ...commands.handlers,
    status: async () => currentStatus(),
    examineLink: () => linkDoctor.examine(),
    settings: async () => ({ ...store.settings.view(), ownAddresses: await ownAddresses() }),
    forcePreview: async () => ({
      preview:
        pair === null || !store.settings.view().settings.enabled
          ? null
          : forcePreviewOf(pair.loop.state, clock.now(), offsetMinutesAt),
    }),
    newCertificate: async () => ({ certificate: pair?.drivers.link.newCertificate() ?? null }),
    rehearsals: async () => ({
      rehearsals: rehearsals.results.map((one) => shownRehearsal(one, offsetMinutesAt)),
    }),
    record: taking(methods.record.input, (query) => pageOf(store.record, query)),
  }

  noteSite(store, options.version)
  const keptDisabled = keepDisabled(store, options.version)
  openIfEnabled(true)
  showStatus()
  log.info(`Engine ${options.version} started on ${store.dataDir}.`)
  const engine: Engine = {
    call: (method, input, person) => handlers[method](input, person),
    close: async () => {
      isClosed = true
      clearInterval(showing)
      keptDisabled.close()
      options.hostTurns.close()
      await closePair()
      log.info('Engine ended.')
      await store.close()
    },
  }
  const { endHost } = options
  watchHost({
    store,
    version: options.version,
    clock,
    turns: options.hostTurns,
    currentState: () => pair?.loop.state ?? null,
    endHost: endHost === null ? null : () => endHost(engine),
  })
  return engine
}
