import type { MethodName, Outcome, Refusal } from '../../../shared/contract/contract.ts'
import type { RedundancySettings, SettingsFault } from '../../../shared/contract/settings.ts'
import type { Alarm, Status } from '../../../shared/contract/status.ts'
import { type Durable, durable, emptyDurable, initialState } from '../../../shared/core/state.ts'
import type { Command } from '../../../shared/core/step-types.ts'
import { viewOf } from '../../../shared/core/view.ts'
import { deriveTiming } from '../../../shared/domain/timing.ts'
import { createClock } from '../clock.ts'
import type { Fault } from '../store/fault.ts'
import { openStore, type Store } from '../store/store.ts'
import { createAlarmAges, linkAlarm } from './alarms.ts'
import { changesUnderWay, isOwnAddress, settingsFaults } from './check-settings.ts'
import { ownAddress } from './drivers.ts'
import { openPair, type Pair } from './pair.ts'
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
}

const STATUS_LOOK_MS = 100
const STATUS_MOST_MS = 1_000
const COMMAND_LIMIT_MS = 15_000
const KEPT_OUTCOMES = 200
const WEAK_KEY_LENGTH = 12

const refused = (code: Refusal['code'], message: string, faults: SettingsFault[] = []): Refusal => ({
  ok: false,
  code,
  rules: [],
  faults,
  message,
})

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
  const ageAlarms = createAlarmAges(clock)
  const waiting = new Map<string, (outcome: Outcome) => void>()
  const outcomes = new Map<string, Promise<Outcome>>()
  let pair: Pair | null = null
  let lastProgressEnd = 0
  let shown = { text: '', at: Number.NEGATIVE_INFINITY }
  let isClosed = false

  const fail = (error: unknown): void => {
    const sentence = error instanceof Error ? error.message : String(error)
    log.warn(`The engine ends: ${error instanceof Error ? (error.stack ?? sentence) : sentence}`)
    options.onFailure(sentence)
  }

  const answer = (requestId: string, refusal: Omit<Refusal, 'ok'> | null): void => {
    const settle = waiting.get(requestId)
    waiting.delete(requestId)
    settle?.(refusal === null ? { ok: true } : { ok: false, ...refusal })
  }

  const openIfEnabled = (isBoot: boolean): void => {
    const { settings } = store.settings.view()
    const key = store.settings.key()
    const isAlone = !settings.enabled && store.control.value.servesAlone
    if (key === null || (!settings.enabled && !isAlone)) return
    pair = openPair({
      ...options,
      store,
      settings,
      key,
      isBoot,
      isAlone,
      clock,
      wallMs,
      answer,
      afterStep: ({ progress }) => {
        if (progress === null || progress.outcome !== 'done' || progress.endedAt === lastProgressEnd) return
        lastProgressEnd = progress.endedAt
        usualTimes.add(progress)
      },
      bug: fail,
    })
  }

  const closePair = async (): Promise<void> => {
    const closing = pair
    pair = null
    for (const [requestId] of [...waiting]) {
      answer(requestId, {
        code: 'fault',
        rules: [],
        faults: [],
        message: 'Redundancy was stopped meanwhile.',
      })
    }
    await closing?.close()
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
    const unheard = pair?.drivers.guardian.wordProblem() ?? ''
    if (unheard !== '') {
      alarms.push({ code: 'guardianUnheard', severity: 'warning', params: { detail: unheard }, forMs: 0 })
    }
    if (store.record.problem() !== null) {
      alarms.push({ code: 'diskFull', severity: 'critical', params: {}, forMs: 0 })
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
        timing: deriveTiming(store.site.timing),
        hasArbiter: settings.lineSwitchAddress !== '',
        enabled: false,
        isBoot: false,
        instance: '',
        durable: store.control.value,
        now,
      })
    const view = viewOf(state, {
      now,
      settings,
      alarms: driverAlarms(),
      usual: usualTimes.usual,
      offsetMinutesAt: (wallMs) => -new Date(wallMs).getTimezoneOffset(),
    })
    return { ...view, alarms: ageAlarms(view.alarms) }
  }

  /** At every change, and once a second so that ages go on; ages alone are no change. */
  const showStatus = (): void => {
    const status = currentStatus()
    const text = JSON.stringify(status, (key, value: unknown) =>
      key === 'ageMs' ||
      key === 'forMs' ||
      key === 'elapsedMs' ||
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

  // ---- commands ----------------------------------------------------------------------------

  /** Answered exactly once: by the core, or by the limit. */
  const command = (requestId: string, give: () => void): Promise<Outcome> =>
    new Promise((resolve) => {
      const limit = setTimeout(
        () => answer(requestId, { code: 'fault', rules: [], faults: [], message: 'No answer came in time.' }),
        COMMAND_LIMIT_MS,
      )
      waiting.set(requestId, (outcome) => {
        clearTimeout(limit)
        showStatus()
        resolve(outcome)
      })
      give()
    })

  const order = (name: Command, requestId: string, person: string): Promise<Outcome> => {
    const running = pair
    if (running === null || !store.settings.view().settings.enabled) {
      return Promise.resolve(refused('fault', 'Redundancy is not enabled on this server. Enable it first.'))
    }
    return command(requestId, () => running.loop.input({ type: 'command', command: name, requestId, person }))
  }

  const apply = async (
    input: { requestId: string; revision: number; settings: RedundancySettings; key: string | null },
    person: string,
  ): Promise<Outcome> => {
    const { settings: old, revision, hasKey } = store.settings.view()
    if (input.revision !== revision) {
      return refused('settings', 'The settings were changed meanwhile. Look at them again.', [
        { field: 'revision', code: 'stale' },
      ])
    }
    const next = input.settings
    const own = ownAddress(next)
    const faults = [
      ...settingsFaults(next, {
        hasKey: hasKey || input.key !== null,
        isOwn: own !== '' && (await isOwnAddress(own)),
      }),
      ...changesUnderWay(old, next),
    ]
    if (faults.length > 0) return refused('settings', 'These settings cannot be used.', faults)
    if (old.enabled && !next.enabled) {
      const outcome = await order('disable', input.requestId, person)
      if (!outcome.ok) return outcome
    }
    if (input.key !== null) log.hide(input.key)
    const saved = store.settings.save(next, input.key)
    if (!saved.ok) return refused('fault', saved.message)
    log.info(`Settings changed by ${person}: redundancy ${next.enabled ? 'enabled' : 'disabled'}.`)
    const isDisabling = old.enabled && !next.enabled
    const isNewKey = input.key !== null && next.enabled
    if (isDisabling && store.control.value.servesAlone) {
      await pair?.drivers.serveAlone()
    } else if (old.enabled !== next.enabled || isNewKey) {
      await closePair()
      if (!isClosed) openIfEnabled(false)
    }
    showStatus()
    return { ok: true }
  }

  const confirmDeletions = (set: string): Outcome => {
    const ids = store.site.replicatedSets.map(({ id }) => id)
    if (!ids.includes(set)) {
      return refused(
        'fault',
        `There is no replicated set "${set}"; site.json names ${ids.join(', ') || 'none'}.`,
      )
    }
    if (pair === null) return refused('fault', 'Redundancy is not enabled on this server. Enable it first.')
    if (pair.drivers.replicator.view().problem === null) {
      return refused('fault', `No deletions wait for confirmation on this server; look at the other one.`)
    }
    pair.drivers.replicator.confirmDeletions(set)
    return { ok: true }
  }

  const obey = (method: MethodName, input: Record<string, never>, person: string): Promise<Outcome> => {
    const { requestId } = input as unknown as { requestId: string }
    switch (method) {
      case 'apply':
        return apply(input as unknown as Parameters<typeof apply>[0], person)
      case 'switchOver':
      case 'cancelSwitchOver':
      case 'arm':
      case 'disarm':
        return order(method, requestId, person)
      case 'tickCompletion': {
        const { item, done } = input as unknown as { item: 'incomingCall'; done: boolean }
        return command(requestId, () =>
          pair === null
            ? answer(requestId, null)
            : pair.loop.input({ type: 'completionTick', item, done, requestId }),
        )
      }
      case 'dismissCompletion':
        return command(requestId, () =>
          pair === null ? answer(requestId, null) : pair.loop.input({ type: 'completionEnd', requestId }),
        )
      case 'confirmDeletions':
        return Promise.resolve(confirmDeletions((input as unknown as { set: string }).set))
      case 'acceptCertificate':
        pair?.drivers.link.acceptCertificate()
        return Promise.resolve({ ok: true })
      default:
        return Promise.resolve(refused('badRequest', `${method} is not a command.`))
    }
  }

  const call: Engine['call'] = async (method, input, person) => {
    switch (method) {
      case 'status':
        return currentStatus()
      case 'settings':
        return store.settings.view()
      case 'history': {
        const { limit } = input as { limit: number }
        return { entries: await store.record.history(limit) }
      }
      default: {
        // The same request twice is the same command once.
        const { requestId } = input as { requestId: string }
        const earlier = outcomes.get(requestId)
        if (earlier !== undefined) return earlier
        const outcome = obey(method, input as Record<string, never>, person)
        outcomes.set(requestId, outcome)
        const oldest = outcomes.size > KEPT_OUTCOMES ? outcomes.keys().next().value : undefined
        if (oldest !== undefined) outcomes.delete(oldest)
        return outcome
      }
    }
  }

  openIfEnabled(true)
  showStatus()
  log.info(`Engine ${options.version} started on ${store.dataDir}.`)
  return {
    call,
    close: async () => {
      isClosed = true
      clearInterval(showing)
      await closePair()
      log.info('Engine ended.')
      await store.close()
    },
  }
}
