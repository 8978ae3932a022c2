import type { ReplicationView } from '../../../shared/contract/status.ts'
import type { Epoch } from '../../../shared/domain/epoch.ts'
import type { SyncOutcome } from '../ports.ts'
import { type Context, NAMES_SHOWN, nameIn, refusedOf, type ViewProblem } from './context.ts'
import { createObserver, type Observer } from './observer.ts'
import { controlFrame } from './pack.ts'
import type { PipeEnd } from './pipe.ts'
import type { RoleWork } from './role.ts'
import { rootOf } from './root.ts'
import { createSender } from './sender.ts'
import { createSlicer } from './slices.ts'
import { type ControlOf, type Frame, parseFrame, WIRE_VERSION } from './wire.ts'

const MARK_MS = 500
/** A set whose folder is missing is looked for this often. */
const MISSING_LOOK_MS = 2_000
const ROUNDS = 5

type Problem = ViewProblem | null

/** The active's side: watches its trees and brings the standby to them. */
export const createSource = (context: Context, epoch: Epoch): RoleWork => {
  const { sets, log, settings } = context
  const slicer = createSlicer(5)
  const observers = new Map<string, Observer>()
  const sender = createSender(
    context,
    epoch,
    slicer,
    (set, path) => observers.get(set.id)?.recheck(path),
    (set, path) => {
      const observer = observers.get(set.id)
      return (
        set.tree.get(path) === undefined ||
        (observer?.hold === 'none' && observer.isMissingHeld(path) === true)
      )
    },
  )
  for (const set of sets) {
    set.refused.clear()
    set.problem = null
    observers.set(
      set.id,
      createObserver(context, set, slicer, (of, path, ageMs) => sender.changed(of, path, ageMs)),
    )
  }
  let isStopped = false
  let isFinal = false
  let isReady = false
  let pipe: PipeEnd | null = null
  /** The standby's manifest is complete: what differs is known and on its way. */
  let isSynced = false
  let isFirstDone = false
  let absentThere: readonly string[] = []
  let linkProblem: Problem = { code: 'linkDown', name: '', count: 0 }
  let heardAt: number | null = null
  let begunAt = 0
  let total = { files: 0, bytes: 0 }
  let questions = 0
  let answer: ControlOf<'rootAnswer'> | null = null
  let waiters: (() => void)[] = []
  let hello: { pipe: PipeEnd; frame: ControlOf<'hello'> } | null = null

  const crash = (error: unknown): void => {
    setImmediate(() => {
      throw error
    })
  }

  const wake = (): void => {
    const woken = waiters
    waiters = []
    for (const waker of woken) waker()
  }

  /** Until something happened, or a short while passed (then cancellation is looked at). */
  const something = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, 20)
      waiters.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })

  const all = (act: (observer: Observer) => Promise<void>): Promise<unknown> =>
    Promise.all([...observers.values()].map(act))

  // ---- what is shown ----

  const ownProblem = (): Problem => sets.find((set) => set.problem !== null)?.problem ?? null

  const lagNames = (now: number): ReplicationView['lagNames'] =>
    sender.lag.first(NAMES_SHOWN).map(({ set, path, bytes, since }) => ({
      name: nameIn(set, path).slice(0, 4096),
      bytes,
      ageMs: Math.max(0, now - since),
    }))

  const progress = (): ReplicationView['progress'] => {
    const filesDone = Math.min(sender.filesDone, total.files)
    const bytesDone = Math.min(sender.bytesDone, total.bytes)
    const seconds = (performance.now() - begunAt) / 1000
    const share = total.bytes > 0 ? bytesDone / total.bytes : filesDone / Math.max(1, total.files)
    const secondsLeft = share > 0.01 ? (seconds * (1 - share)) / share : null
    return { filesDone, filesTotal: total.files, bytesDone, bytesTotal: total.bytes, secondsLeft }
  }

  const isBulk = (now: number): boolean =>
    isSynced && (!isFirstDone || sender.lag.oldest(now) > settings.updatedWithinMs)

  const refusals = (): Pick<ReplicationView, 'refused' | 'refusedCount'> => {
    const own = refusedOf(sets)
    const refused = [...own.refused]
    for (const { set, path, code } of sender.refusedThere.values()) {
      if (refused.length >= NAMES_SHOWN) break
      refused.push({ name: nameIn(set, path).slice(0, 4096), code })
    }
    return { refused, refusedCount: own.refusedCount + sender.refusedThere.size }
  }

  const view = (): ReplicationView => {
    const now = performance.now()
    return {
      state: isBulk(now) ? 'sourceUpdating' : 'sourceMonitoring',
      ageMs: heardAt === null ? null : now - heardAt,
      progress: isBulk(now) ? progress() : null,
      problem: ownProblem() ?? linkProblem,
      lagFiles: sender.lag.count,
      lagBytes: Math.max(0, sender.lag.bytes),
      lagNames: lagNames(now),
      ...refusals(),
      salvagedCount: 0,
    }
  }

  const sendMark = (): void => {
    if (pipe === null || !isSynced) return
    const now = performance.now()
    pipe.send(
      controlFrame({
        kind: 'mark',
        epoch,
        isFirstDone,
        oldestMs: sender.lag.oldest(now),
        lagFiles: sender.lag.count,
        lagBytes: Math.max(0, sender.lag.bytes),
        lagNames: lagNames(now),
        ...refusals(),
        progress: isBulk(now) ? progress() : null,
        problem: ownProblem(),
      }),
    )
  }

  // ---- the channel ----

  const lose = (problem: Problem): void => {
    pipe = null
    hello = null
    isSynced = false
    linkProblem = problem
    sender.end()
    wake()
    context.changed()
  }

  const LINK_DOWN: Problem = { code: 'linkDown', name: '', count: 0 }

  const breakOff = (detail: string): void => {
    log.warn(`Replication: the channel to the standby is closed: ${detail}`)
    pipe?.send(controlFrame({ kind: 'refuse', epoch, detail: detail.slice(0, 1000) }))
    pipe?.close()
    lose(LINK_DOWN)
  }

  const onHello = (from: PipeEnd, frame: ControlOf<'hello'>) => {
    if (frame.version !== WIRE_VERSION) return breakOff(`the standby speaks version ${frame.version}`)
    if (frame.epoch !== epoch)
      return breakOff(`the standby is at epoch ${frame.epoch}, this source at ${epoch}`)
    hello = { pipe: from, frame }
    welcome()
  }

  /** Once the own tree is known. */
  const welcome = (): void => {
    if (!isReady || hello === null || hello.pipe !== pipe) return
    const own = sets.map((set) => set.id)
    pipe.send(controlFrame({ kind: 'welcome', version: WIRE_VERSION, epoch, sets: own }))
    if (hello.frame.sets.join() !== own.join()) {
      linkProblem = { code: 'setsDiffer', name: hello.frame.sets.join(', ').slice(0, 1000), count: 0 }
      log.warn(`Replication: the sets differ: here ${own.join(', ')}; there ${hello.frame.sets.join(', ')}.`)
      context.changed()
    }
    hello = null
  }

  const onManifestEnd = (frame: ControlOf<'manifestEnd'>): void => {
    if (pipe === null) return
    absentThere = frame.absentSets
    total = sender.begin(pipe, !isFirstDone)
    begunAt = performance.now()
    isSynced = true
    linkProblem = null
    checkFirst()
    sendMark()
    context.changed()
  }

  const checkFirst = (): void => {
    if (isFirstDone || !isSynced || sender.lag.firstCount > 0 || absentThere.length > 0) return
    if (sets.some((set) => set.problem?.code === 'folderMissing' || set.problem?.code === 'folderUnreadable'))
      return
    isFirstDone = true
    log.info(
      `Replication: the standby has everything (${total.files} items differed, ${Math.round(performance.now() - begunAt)} ms).`,
    )
    sendMark()
    context.changed()
  }

  const onFrame = (from: PipeEnd, frame: Frame) => {
    heardAt = performance.now()
    if (frame.is === 'manifest') {
      if (frame.manifest.epoch !== epoch) return breakOff(`a manifest of epoch ${frame.manifest.epoch}`)
      if (sets[frame.manifest.set] === undefined) return breakOff('a manifest of an unknown set')
      return sender.manifest(frame.manifest)
    }
    if (frame.is !== 'control') return breakOff('content is not for a source')
    const { control } = frame
    switch (control.kind) {
      case 'hello':
        return onHello(from, control)
      case 'manifestEnd':
        return onManifestEnd(control)
      case 'ack':
        sender.acknowledged(control)
        checkFirst()
        return wake()
      case 'alive':
        return
      case 'rootAnswer':
        answer = control
        return wake()
      case 'refuse':
        log.warn(`Replication: the standby refuses: ${control.detail}`)
        from.close()
        return lose({ code: 'linkDown', name: control.detail, count: 0 })
      default:
        return breakOff(`"${control.kind}" is not for a source`)
    }
  }

  // ---- runs ----

  const held = (): SyncOutcome | null => {
    for (const { problem } of sets) {
      if (problem === null) continue
      const detail = `${problem.code} ${problem.name} (${problem.count})`
      if (problem.code === 'deletionsHeld' || problem.code === 'folderSuddenlyEmpty') {
        return { ok: false, code: 'deletionsHeld', detail }
      }
      return { ok: false, code: 'folderMissing', detail }
    }
    return null
  }

  const trouble = (isCancelled: () => boolean): SyncOutcome | null => {
    if (isCancelled()) return { ok: false, code: 'cancelled', detail: 'it was cancelled' }
    if (isStopped) return { ok: false, code: 'cancelled', detail: 'the role changed' }
    if (!isSynced) return { ok: false, code: 'linkDown', detail: 'no channel to the standby' }
    const { failure, lag } = sender
    // What failed before and is on the standby by now is no trouble any more.
    const isOpen = lag.some((item) => nameIn(item.set, item.path) === failure?.name)
    if (failure !== null && isOpen)
      return { ok: false, code: 'failed', detail: `${failure.code}: ${failure.name}` }
    return held()
  }

  const rootHere = (): string =>
    rootOf(
      sets.map((set) => ({
        id: set.id,
        tree: set.tree,
        isLeftOut: (path) => sender.refusedThere.size > 0 && sender.isRefusedThere(set, path),
      })),
    )

  const copyChanges = async (isCancelled: () => boolean): Promise<SyncOutcome> => {
    await all((observer) => observer.workOff())
    for (const observer of observers.values()) observer.settleDeletions()
    const cut = performance.now()
    for (;;) {
      const why = trouble(isCancelled)
      if (why !== null) return why
      if (!sender.lag.some((item) => item.since <= cut && !sender.isRestless(item)))
        return { ok: true, root: rootHere() }
      await something()
    }
  }

  const askRoot = async (isCancelled: () => boolean): Promise<SyncOutcome | ControlOf<'rootAnswer'>> => {
    questions += 1
    answer = null
    pipe?.send(controlFrame({ kind: 'rootAsk', epoch, number: questions, isVerified: true }))
    for (;;) {
      const got = answer as ControlOf<'rootAnswer'> | null
      if (got !== null && got.number === questions) return got
      const why = trouble(isCancelled)
      if (why !== null) return why
      await something()
    }
  }

  const finalSync = async (isCancelled: () => boolean): Promise<SyncOutcome> => {
    const early = trouble(isCancelled)
    if (early !== null && !early.ok && early.code !== 'failed') return early
    isFinal = true
    sender.setPatience('short')
    for (const observer of observers.values()) observer.pause()
    try {
      // The cut: what this walk finds. Later changes wait until this is over.
      await all((observer) => observer.fullWalk('deep'))
      for (let round = 0; round < ROUNDS; round += 1) {
        for (;;) {
          for (const observer of observers.values()) observer.settleDeletions()
          const why = trouble(isCancelled)
          if (why !== null) return why
          if (sender.lag.count === 0 && sender.isIdle) break
          await something()
        }
        const got = await askRoot(isCancelled)
        if ('ok' in got) return got
        const root = rootHere()
        if (got.root === root) return { ok: true, root }
        log.info(
          `Replication: roots differ after round ${round + 1} (the standby found ${got.found} items changed).`,
        )
        await something()
      }
      return { ok: false, code: 'rootsDiffer', detail: `after ${ROUNDS} rounds` }
    } finally {
      isFinal = false
      sender.setPatience('wait')
      for (const observer of observers.values()) observer.resume()
    }
  }

  // ---- clocks ----

  const markTimer = setInterval(sendMark, MARK_MS)
  let walkedAt = performance.now()
  let isWalking = false
  const walkInterval = (): number => {
    if (sets.some((set) => set.problem?.code === 'folderMissing')) {
      return Math.min(MISSING_LOOK_MS, settings.fullScanIntervalMs)
    }
    const isWatched = [...observers.values()].every((observer) => observer.isWatching)
    return isWatched
      ? settings.fullScanIntervalMs
      : Math.min(settings.fullScanIntervalMs, settings.updatedWithinMs / 4)
  }
  const walkTimer = setInterval(
    () => {
      if (!isReady || isFinal || isWalking || performance.now() - walkedAt < walkInterval()) return
      isWalking = true
      all((observer) => observer.fullWalk('deep'))
        .then(() => {
          isWalking = false
          walkedAt = performance.now()
          checkFirst()
        })
        .catch(crash)
    },
    Math.min(500, settings.fullScanIntervalMs),
  )

  return {
    start: async () => {
      await all((observer) => observer.fullWalk('quick'))
      if (isStopped) return
      isReady = true
      walkedAt = performance.now()
      welcome()
      context.changed()
    },
    opened: (opened) => {
      if (isStopped || !opened.isAccepted) {
        opened.close()
        return
      }
      if (pipe !== null) {
        pipe.close()
        lose(LINK_DOWN)
      }
      pipe = opened
    },
    dialFailed: () => undefined,
    frame: (from, bytes) => {
      if (isStopped || from !== pipe) return
      const parsed = parseFrame(bytes)
      if (parsed.ok) onFrame(from, parsed.frame)
      else breakOff(`a frame is not readable: ${parsed.detail}`)
      from.consumed(bytes.length)
    },
    closed: (gone) => {
      if (gone === pipe) lose(LINK_DOWN)
    },
    run: (what, isCancelled) => (what === 'copyChanges' ? copyChanges(isCancelled) : finalSync(isCancelled)),
    confirmDeletions: (id) => {
      observers.get(id)?.confirmDeletions()
      context.changed()
    },
    view,
    stop: async () => {
      isStopped = true
      clearInterval(markTimer)
      clearInterval(walkTimer)
      for (const observer of observers.values()) observer.close()
      pipe?.close()
      pipe = null
      wake()
      await sender.stop()
      await all((observer) => observer.workOff())
    },
  }
}
