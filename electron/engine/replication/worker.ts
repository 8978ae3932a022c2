import { parentPort, workerData } from 'node:worker_threads'
import type { ReplicationRole } from '../ports.ts'
import { FILE_WORK_NICENESS, setThreadPriority } from '../priority.ts'
import { type Context, openSets } from './context.ts'
import { crash } from './crash.ts'
import { createDestination } from './destination/destination.ts'
import { openIndexStore } from './index-store.ts'
import { createPipe, type PipeEnd } from './pipe.ts'
import type { RoleWork } from './role.ts'
import { untilRoom } from './room.ts'
import { createSource } from './source/source.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './threads.ts'

/**
 * The replication worker: all file work of a server, synchronous calls in slices, away from the thread
 * that carries the heartbeats. One role at a time; the next one starts when the old one has ended.
 */

const VIEW_MS = 100

const main = async (settings: WorkerSettings): Promise<void> => {
  const port = parentPort
  if (port === null) throw new Error('the replication worker is started by the replicator only')
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  const log = {
    info: (text: string) => post({ kind: 'log', level: 'info', text }),
    warn: (text: string) => post({ kind: 'log', level: 'warn', text }),
  }
  setThreadPriority(FILE_WORK_NICENESS)
  const pipes = new Map<number, PipeEnd>()
  const running = new Map<number, { isCancelled: boolean }>()
  let work: RoleWork | null = null
  /** The epoch of the role `work` belongs to. */
  let epoch = 0
  let changes: Promise<void> = Promise.resolve()
  let wanted = 0
  let steps = 0
  let viewTimer: NodeJS.Timeout | null = null
  let isDialing = false
  let { wasUpdated } = settings

  const showView = (): void => {
    if (viewTimer !== null) clearTimeout(viewTimer)
    viewTimer = null
    if (work !== null) post({ kind: 'view', epoch, view: work.view(), steps })
  }
  const changed = (): void => {
    if (viewTimer === null) viewTimer = setTimeout(showView, VIEW_MS)
  }
  // Steps alone are told too: a waiting run must not be taken for stuck.
  setInterval(() => {
    if (work !== null) changed()
  }, 1_000).unref()

  await untilRoom(settings.dataDir, () => post({ kind: 'noRoom' }))
  const store = await openIndexStore(settings.dataDir, log)
  const context: Context = {
    settings,
    sets: openSets(settings, store, log),
    store,
    log,
    changed,
    progressed: () => {
      steps += 1
    },
    dial: () => {
      if (isDialing) return
      isDialing = true
      post({ kind: 'dial' })
    },
  }

  const workFor = (role: ReplicationRole): RoleWork | null => {
    if (role.as === 'source') {
      // What was a copy is none any more.
      wasUpdated = false
      return createSource(context, role.epoch)
    }
    if (role.as === 'destination') return createDestination(context, role.epoch, wasUpdated)
    return null
  }

  const setRole = (role: ReplicationRole): void => {
    wanted += 1
    const number = wanted
    changes = changes.then(async () => {
      const old = work
      work = null
      await old?.stop()
      for (const pipe of pipes.values()) pipe.close()
      pipes.clear()
      if (number !== wanted) return
      work = workFor(role)
      epoch = role.as === 'idle' ? 0 : role.epoch
      showView()
      work?.start().then(changed, crash)
    })
    changes.catch(crash)
  }

  const run = async (request: number, what: 'copyChanges' | 'finalSync'): Promise<void> => {
    const state = { isCancelled: false }
    running.set(request, state)
    await changes
    const outcome =
      work === null
        ? ({ ok: false, code: 'failed', detail: 'replication is idle' } as const)
        : await work.run(what, () => state.isCancelled)
    running.delete(request)
    showView()
    post({ kind: 'done', request, outcome })
  }

  const take = (message: ToWorker) => {
    switch (message.kind) {
      case 'role':
        return setRole(message.role)
      case 'opened': {
        if (!message.isAccepted) isDialing = false
        const pipe = createPipe(message.channel, message.isAccepted, {
          send: (channel, frame) => post({ kind: 'send', channel, frame }, [frame.buffer as ArrayBuffer]),
          consumed: (channel, bytes) => post({ kind: 'consumed', channel, bytes }),
          close: (channel) => {
            pipes.delete(channel)
            post({ kind: 'close', channel })
          },
        })
        pipes.set(message.channel, pipe)
        if (work === null) pipe.close()
        else work.opened(pipe)
        return
      }
      case 'dialFailed':
        isDialing = false
        return work?.dialFailed(message.detail)
      case 'frame': {
        const pipe = pipes.get(message.channel)
        const { frame } = message
        if (pipe !== undefined) {
          work?.frame(pipe, Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength))
        }
        return
      }
      case 'sent':
        return pipes.get(message.channel)?.sent(message.bytes)
      case 'closed': {
        const pipe = pipes.get(message.channel)
        pipes.delete(message.channel)
        pipe?.closed()
        if (pipe !== undefined) work?.closed(pipe)
        return
      }
      case 'run':
        run(message.request, message.what).catch(crash)
        return
      case 'cancel': {
        const state = running.get(message.request)
        if (state !== undefined) state.isCancelled = true
        return
      }
      case 'confirmDeletions':
        return post({
          kind: 'confirmed',
          request: message.request,
          count: work?.confirmDeletions(message.set) ?? null,
        })
      case 'stop':
        setRole({ as: 'idle' })
        changes
          .then(() => store.close())
          .then(() => {
            post({ kind: 'stopped' })
            port.close()
          })
          .catch(crash)
        return
    }
  }
  port.on('message', take)
}

main(workerData as WorkerSettings).catch(crash)
