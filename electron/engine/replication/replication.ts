import { Worker } from 'node:worker_threads'
import type { ReplicationView } from '../../../shared/contract/status.ts'
import { noReplication } from '../../../shared/domain/no-replication.ts'
import type {
  BulkChannel,
  Clock,
  ConfirmOutcome,
  Log,
  ReplicationRole,
  Replicator,
  SyncOutcome,
} from '../ports.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './threads.ts'
import { FRAME_LIMIT } from './wire.ts'

export interface ReplicatorOptions {
  /** Holds `index/` and `salvage/`. */
  readonly dataDir: string
  readonly sets: readonly { readonly id: string; readonly path: string }[]
  /** Globs relative to a set, see `excludes.ts`. */
  readonly excludes: readonly string[]
  readonly clock: Clock
  readonly log: Log
  /** The destination dials; the source is handed a channel by `accept`. */
  readonly openBulk: () => Promise<BulkChannel>
  readonly updatedWithinMs: number
  readonly fullScanIntervalMs: number
  /** What the engine last stored of this replica: a destination that was Updated starts as `unknown`. */
  readonly wasUpdated: boolean
  /** `copyChanges` and `finalSync` end when nothing moved on for so long. Default 15 s. */
  readonly noProgressMs?: number
  /** The built worker (or `worker.ts` itself under Node 24, the default). A bundle has to say it. */
  readonly workerFile?: string | URL
}

const NO_PROGRESS_MS = 15_000
const RESTART_MS = { first: 200, most: 10_000, calmAfter: 60_000 }
/** Frames handed to the worker and not worked off: reading pauses above, goes on below half. */
const INTAKE_LIMIT = 16 * 1024 * 1024

interface Run {
  readonly finish: (outcome: SyncOutcome) => void
}

interface OpenChannel {
  readonly channel: BulkChannel
  waiting: number
  isPaused: boolean
}

/**
 * Keeps the standby's folders equal to the active's. All file work happens in a worker thread; this side
 * relays frames, keeps the last view, and starts the worker anew when it ends unexpectedly.
 */
export const createReplicator = (options: ReplicatorOptions): Replicator => {
  const { clock, log } = options
  const settings: WorkerSettings = {
    dataDir: options.dataDir,
    sets: options.sets.map(({ id, path }) => ({ id, path })),
    excludes: [...options.excludes],
    updatedWithinMs: options.updatedWithinMs,
    fullScanIntervalMs: options.fullScanIntervalMs,
    wasUpdated: options.wasUpdated,
  }
  const channels = new Map<number, OpenChannel>()
  const runs = new Map<number, Run>()
  const confirming = new Map<number, (outcome: ConfirmOutcome) => void>()
  const listeners: (() => void)[] = []
  let worker: Worker | null = null
  let role: ReplicationRole = { as: 'idle' }
  /** What was a copy is none any more once this server was the source. */
  let wasUpdated = options.wasUpdated
  let numbers = 0
  let steps = 0
  let steppedAt = clock.now()
  let shown: { view: ReplicationView; at: number } = {
    view: initial({ as: 'idle' }, wasUpdated),
    at: clock.now(),
  }
  let isWaitingForRoom = false
  let isClosing = false
  let whenStopped: (() => void) | null = null
  let restartMs = RESTART_MS.first
  let startedAt = 0
  let restartTimer: NodeJS.Timeout | null = null

  const tell = (message: ToWorker, transfer: ArrayBuffer[] = []): void =>
    worker?.postMessage(message, transfer)

  const show = (view: ReplicationView): void => {
    shown = { view, at: clock.now() }
    for (const listener of listeners) listener()
  }

  const showProblem = (code: 'writeFailed' | 'diskFull', name: string): void => {
    if (role.as === 'idle') return
    const state = role.as === 'source' ? 'unknown' : 'destinationNotUpdated'
    show({ ...shown.view, state, problem: { code, name, count: 1 }, progress: null })
  }

  // ---- channels ----

  const attach = (channel: BulkChannel, isAccepted: boolean): void => {
    numbers += 1
    const number = numbers
    const open: OpenChannel = { channel, waiting: 0, isPaused: false }
    channels.set(number, open)
    tell({ kind: 'opened', channel: number, isAccepted })
    channel.onFrame((frame) => {
      if (channels.get(number) !== open) return
      if (frame.byteLength > FRAME_LIMIT) {
        log.warn(
          `Replication: a frame of ${frame.byteLength} bytes is over the limit; the channel is closed.`,
        )
        drop(number, 'byUs')
        return
      }
      open.waiting += frame.byteLength
      if (open.waiting > INTAKE_LIMIT && !open.isPaused) {
        open.isPaused = true
        channel.pause()
      }
      // The sender may keep its buffer: the worker gets a copy of its own.
      const own = new Uint8Array(frame.byteLength)
      own.set(frame)
      tell({ kind: 'frame', channel: number, frame: own }, [own.buffer])
    })
    channel.onClose(() => {
      if (channels.get(number) === open) drop(number, 'byPeer')
    })
  }

  const drop = (number: number, by: 'byUs' | 'byPeer'): void => {
    const open = channels.get(number)
    channels.delete(number)
    if (by === 'byUs') open?.channel.close()
    tell({ kind: 'closed', channel: number })
  }

  const send = (number: number, frame: Uint8Array): void => {
    const open = channels.get(number)
    if (open === undefined) return
    const bytes = frame.byteLength
    open.channel.send(frame).then(
      () => tell({ kind: 'sent', channel: number, bytes }),
      () => {
        if (channels.get(number) === open) drop(number, 'byUs')
      },
    )
  }

  const dial = (): void => {
    const by = worker
    options.openBulk().then(
      (channel) => {
        if (worker !== by || isClosing || role.as !== 'destination') {
          channel.close()
          if (worker === by) tell({ kind: 'dialFailed', detail: 'the role changed' })
        } else attach(channel, false)
      },
      (error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error)
        if (worker === by) tell({ kind: 'dialFailed', detail })
      },
    )
  }

  // ---- the worker ----

  const take = (message: FromWorker) => {
    isWaitingForRoom = message.kind === 'noRoom'
    switch (message.kind) {
      case 'noRoom':
        log.warn(`Replication: the disk of ${options.dataDir} is full; copying waits for room.`)
        return showProblem('diskFull', options.dataDir)
      case 'dial':
        return dial()
      case 'send':
        return send(message.channel, message.frame)
      case 'close': {
        const open = channels.get(message.channel)
        channels.delete(message.channel)
        open?.channel.close()
        return
      }
      case 'consumed': {
        const open = channels.get(message.channel)
        if (open === undefined) return
        open.waiting -= message.bytes
        if (open.isPaused && open.waiting < INTAKE_LIMIT / 2) {
          open.isPaused = false
          open.channel.resume()
        }
        return
      }
      case 'view':
        if (message.steps !== steps) steppedAt = clock.now()
        steps = message.steps
        // What the work of an earlier role still said is nothing: its copy is of another source.
        if (role.as !== 'idle' && message.epoch === role.epoch) show(message.view)
        return
      case 'done':
        return runs.get(message.request)?.finish(message.outcome)
      case 'confirmed': {
        const { request, count } = message
        confirming.get(request)?.(count === null ? { ok: false, code: 'notHeld' } : { ok: true, count })
        confirming.delete(request)
        return
      }
      case 'log':
        return message.level === 'info' ? log.info(message.text) : log.warn(message.text)
      case 'stopped':
        whenStopped?.()
        return
    }
  }

  const begin = (): void => {
    startedAt = clock.now()
    steps = 0
    const started = new Worker(options.workerFile ?? new URL('./worker.ts', import.meta.url), {
      workerData: settings,
      execArgv: [],
      stdin: false,
    })
    worker = started
    let cause = 'it ended'
    started.on('message', (message: FromWorker) => {
      if (worker === started) take(message)
    })
    started.on('error', (error) => {
      cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
    })
    started.on('exit', (code) => {
      if (worker !== started) return
      worker = null
      ended(`${cause} (exit code ${code})`)
    })
    if (role.as !== 'idle') tell({ kind: 'role', role })
  }

  const ended = (cause: string): void => {
    for (const number of [...channels.keys()]) drop(number, 'byUs')
    if (isClosing) {
      whenStopped?.()
      return
    }
    log.warn(`Replication: the worker ended unexpectedly, it is started again in ${restartMs} ms: ${cause}`)
    for (const run of [...runs.values()]) {
      run.finish({ ok: false, code: 'failed', detail: 'the replication worker ended unexpectedly' })
    }
    endConfirming()
    isWaitingForRoom = false
    showProblem('writeFailed', cause.split('\n')[0]?.slice(0, 300) ?? '')
    if (clock.now() - startedAt > RESTART_MS.calmAfter) restartMs = RESTART_MS.first
    restartTimer = setTimeout(begin, restartMs)
    restartMs = Math.min(restartMs * 2, RESTART_MS.most)
  }

  // ---- deletions that are held ----

  const confirmDeletions = (set: string): Promise<ConfirmOutcome> => {
    if (worker === null || isWaitingForRoom || isClosing)
      return Promise.resolve({ ok: false, code: 'notRunning' })
    numbers += 1
    const request = numbers
    return new Promise((resolve) => {
      confirming.set(request, resolve)
      tell({ kind: 'confirmDeletions', request, set })
    })
  }

  const endConfirming = (): void => {
    for (const resolve of confirming.values()) resolve({ ok: false, code: 'ended' })
    confirming.clear()
  }

  // ---- runs ----

  const run = (what: 'copyChanges' | 'finalSync', signal: AbortSignal): Promise<SyncOutcome> => {
    const notNow = (code: 'cancelled' | 'failed', detail: string): Promise<SyncOutcome> =>
      Promise.resolve({ ok: false, code, detail })
    if (signal.aborted) return notNow('cancelled', 'it was cancelled')
    if (role.as !== 'source') return notNow('failed', 'this server is not the source')
    if (worker === null) return notNow('failed', 'the replication worker is not running')
    numbers += 1
    const request = numbers
    const limit = options.noProgressMs ?? NO_PROGRESS_MS
    steppedAt = clock.now()
    return new Promise((resolve) => {
      const finish = (outcome: SyncOutcome) => {
        if (!runs.delete(request)) return
        clearInterval(timer)
        signal.removeEventListener('abort', abort)
        tell({ kind: 'cancel', request })
        resolve(outcome)
      }
      const abort = () => finish({ ok: false, code: 'cancelled', detail: 'it was cancelled' })
      const timer = setInterval(
        () => {
          if (clock.now() - steppedAt < limit) return
          finish({ ok: false, code: 'timeout', detail: `nothing moved on for ${Math.round(limit / 1000)} s` })
        },
        Math.min(250, limit),
      )
      runs.set(request, { finish })
      signal.addEventListener('abort', abort)
      tell({ kind: 'run', request, what })
    })
  }

  begin()

  return {
    setRole: (wanted) => {
      if (isClosing || (wanted.as === role.as && epochOf(wanted) === epochOf(role))) return
      role = wanted
      if (role.as === 'source') wasUpdated = false
      for (const active of [...runs.values()]) {
        active.finish({ ok: false, code: 'cancelled', detail: 'the role changed' })
      }
      for (const number of [...channels.keys()]) drop(number, 'byUs')
      tell({ kind: 'role', role })
      show(initial(role, wasUpdated))
      if (isWaitingForRoom) showProblem('diskFull', options.dataDir)
    },
    accept: (channel) => {
      if (role.as !== 'source' || worker === null) channel.close()
      else attach(channel, true)
    },
    copyChanges: (signal) => run('copyChanges', signal),
    finalSync: (signal) => run('finalSync', signal),
    confirmDeletions,
    copyOf: () => (role.as === 'destination' ? role.epoch : 0),
    view: () => {
      const { view, at } = shown
      const since = Math.max(0, clock.now() - at)
      return {
        ...view,
        ageMs: view.ageMs === null ? null : view.ageMs + since,
        lagNames: view.lagNames.map((lag) => ({ ...lag, ageMs: lag.ageMs + since })),
      }
    },
    onChange: (listener) => {
      listeners.push(listener)
    },
    close: async () => {
      if (isClosing) return
      isClosing = true
      if (restartTimer !== null) clearTimeout(restartTimer)
      for (const active of [...runs.values()]) {
        active.finish({ ok: false, code: 'cancelled', detail: 'replication is closed' })
      }
      endConfirming()
      for (const number of [...channels.keys()]) drop(number, 'byUs')
      if (worker === null) return
      const stopping = worker
      if (isWaitingForRoom) {
        await stopping.terminate()
        return
      }
      await new Promise<void>((resolve) => {
        whenStopped = resolve
        tell({ kind: 'stop' })
      })
      await stopping.terminate()
    },
  }
}

const epochOf = (role: ReplicationRole): number => (role.as === 'idle' ? -1 : role.epoch)

const initial = (role: ReplicationRole, wasUpdated: boolean): ReplicationView => {
  if (role.as === 'source') return { ...noReplication, state: 'sourceMonitoring', problem: null }
  if (role.as === 'idle' || wasUpdated) {
    const problem = role.as === 'idle' ? null : { code: 'sourceUnknown' as const, name: '', count: 0 }
    return { ...noReplication, state: 'unknown', problem }
  }
  // The role just came: it looks at what it has, which is neither red nor green.
  return { ...noReplication, state: 'destinationUpdating', problem: null }
}
