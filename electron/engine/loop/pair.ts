import { randomBytes } from 'node:crypto'
import type { Refusal } from '../../../shared/contract/contract.ts'
import type { RecordEntry } from '../../../shared/contract/record.ts'
import type { Rehearsal } from '../../../shared/contract/rehearsal.ts'
import type { RedundancySettings } from '../../../shared/contract/settings.ts'
import type { Durable } from '../../../shared/core/durable.ts'
import type { Report } from '../../../shared/core/messages.ts'
import { serveOn } from '../../../shared/core/serve-on.ts'
import { initialState, type State } from '../../../shared/core/state.ts'
import type { Happening } from '../../../shared/core/step-types.ts'
import { lineView } from '../../../shared/core/view.ts'
import { licenseOf } from '../../../shared/domain/license.ts'
import { deriveTiming } from '../../../shared/domain/timing.ts'
import type { GuardianClient } from '../guardian/client.ts'
import type { HostTurns } from '../host-turns.ts'
import type { Clock, LinkProblem } from '../ports.ts'
import type { Store } from '../store/store.ts'
import { type Drivers, openDrivers } from './drivers.ts'
import { createEffects } from './effects.ts'
import { createLoop, type Loop } from './loop.ts'
import { openServedNote, servedUntilAtStart, serves } from './served-note.ts'
import { timesInUse } from './times-in-use.ts'

/** One enabled pair's half: the core in its loop, with the drivers around it. */
export interface Pair {
  readonly loop: Loop
  readonly drivers: Drivers
  readonly linkProblem: LinkProblem | null
  close(): Promise<void>
  /** The services run on under the guardian, for the next pair; null: it ended meanwhile. */
  closeButGuardian(): Promise<GuardianClient | null>
}

export interface PairOptions {
  readonly store: Store<Durable>
  readonly settings: RedundancySettings
  readonly key: string
  readonly version: string
  readonly nodePath: string
  readonly guardianFile: string
  readonly replicationWorkerFile: string
  readonly hostTurns: HostTurns
  readonly isBoot: boolean
  readonly isAlone: boolean
  /** With the services of the one that served alone here; null: a start like any other. */
  readonly guardian: GuardianClient | null
  readonly clock: Clock
  readonly wallMs: () => number
  readonly recorded: (entry: RecordEntry) => void
  readonly keepRehearsal: (rehearsal: Rehearsal) => void
  readonly answer: (requestId: string, refusal: Omit<Refusal, 'ok'> | null) => void
  readonly afterStep: (state: State) => void
  readonly bug: (error: unknown) => void
}

const REPORT_MS = 1_000
/** Changes of services and replication are reported at once, but not more often than this. */
const LEAST_REPORT_GAP_MS = 100

export const openPair = (options: PairOptions): Pair => {
  const { store, settings, clock, wallMs } = options
  const timing = deriveTiming(timesInUse(store))
  let linkProblem: LinkProblem | null = null
  let reportedAt = Number.NEGATIVE_INFINITY
  let soon: NodeJS.Timeout | null = null
  let isOpen = false
  let isClosed = false
  const served = openServedNote(store.dataDir)
  const inControlUntil = servedUntilAtStart(store.control.value, served.wallMs, {
    isAlone: options.isAlone,
    wallMs: wallMs(),
  })
  if (inControlUntil !== store.control.value.inControlUntil)
    store.control.write({ ...store.control.value, inControlUntil })

  const input = (happening: Happening): void => {
    if (isClosed) return
    try {
      loop.input(happening)
    } catch (error) {
      options.bug(error)
    }
  }

  const drivers = openDrivers({
    dataDir: store.dataDir,
    settings,
    key: options.key,
    site: store.site,
    onCut: store.control.value.onCut,
    timing,
    version: options.version,
    nodePath: options.nodePath,
    guardianFile: options.guardianFile,
    replicationWorkerFile: options.replicationWorkerFile,
    wasUpdated: store.control.value.replicaUpdatedFor > 0,
    isAlone: options.isAlone,
    guardian: options.guardian,
    clock,
    log: store.log,
    input: (happening) => {
      // A driver may answer before the loop stands.
      if (isOpen) input(happening)
      else setImmediate(() => input(happening))
    },
    isHostStuck: options.hostTurns.isStuck,
    isRecordStuck: () => store.record.problem() !== null,
    linkProblem: (problem) => {
      linkProblem = problem
    },
  })

  const first = initialState({
    role: settings.role,
    timing,
    hasArbiter: settings.lineSwitchAddress !== '',
    enabled: !options.isAlone,
    isBoot: options.isBoot,
    license: licenseOf(store.site.license),
    wallMs: wallMs(),
    instance: randomBytes(8).toString('hex'),
    durable: store.control.value,
    now: clock.now(),
  })
  const loop: Loop = createLoop({
    initial: options.guardian === null ? first : serveOn(first),
    clock,
    wallMs,
    persist: (durable) => store.control.write(durable),
    carryOut: createEffects({
      drivers,
      role: settings.role,
      version: options.version,
      wallMs,
      input,
      record: (entry: RecordEntry) => {
        store.record.append(entry)
        options.recorded(entry)
      },
      keepRehearsal: options.keepRehearsal,
      answer: options.answer,
      bug: options.bug,
    }),
    afterStep: (state) => {
      drivers.guardian.alive()
      drivers.watch.setActive(serves(state))
      if (serves(state)) served.note(wallMs())
      options.afterStep(state)
    },
  })
  isOpen = true

  const report = (): void => {
    reportedAt = clock.now()
    input({ type: 'report', report: currentReport(loop.state, drivers, clock.now()) })
  }
  /** Its services are stopped: that is known now, and not at the next start. What else is on the disk stays. */
  const noteEnd = (): void => {
    if (!serves(loop.state)) return
    try {
      store.control.write({ ...store.control.value, inControlUntil: { wallMs: wallMs(), isEnd: true } })
    } catch (error) {
      store.log.warn(`Until when this server served could not be noted: ${String(error)}`)
    }
  }
  const reportSoon = (): void => {
    if (soon !== null || isClosed) return
    const delay = Math.max(0, reportedAt + LEAST_REPORT_GAP_MS - clock.now())
    soon = setTimeout(() => {
      soon = null
      report()
    }, delay)
  }
  drivers.watch.onChange(reportSoon)
  drivers.replicator.onChange(reportSoon)
  const reporting = setInterval(report, REPORT_MS)
  const living = setInterval(() => drivers.guardian.alive(), Math.max(20, timing.stuckMs / 10))
  input({ type: 'tick' })

  const endOwn = (): void => {
    isClosed = true
    clearInterval(reporting)
    if (soon !== null) clearTimeout(soon)
    loop.stop()
  }

  return {
    loop,
    drivers,
    get linkProblem() {
      return linkProblem
    },
    close: async () => {
      endOwn()
      clearInterval(living)
      await drivers.close()
      noteEnd()
    },
    closeButGuardian: async () => {
      endOwn()
      // Whoever guards services wants a sign of life meanwhile.
      const guardian = await drivers.closeButGuardian()
      clearInterval(living)
      return guardian
    },
  }
}

/** Names in a report are a preview: the whole lists stay with the server that has them. */
const MOST_NAMES = 20

const currentReport = (state: State, drivers: Drivers, now: number): Report => {
  const replication = drivers.replicator.view()
  return {
    ...drivers.watch.report(),
    replication: {
      ...replication,
      lagNames: replication.lagNames.slice(0, MOST_NAMES),
      refused: replication.refused.slice(0, MOST_NAMES),
    },
    copyOf: drivers.replicator.copyOf(),
    line: lineView(state, now),
  }
}
