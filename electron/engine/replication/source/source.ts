import type { Epoch } from '../../../../shared/domain/epoch.ts'
import type { Context, ViewProblem } from '../context.ts'
import { LINK_DOWN } from '../context.ts'
import { createObserver, type Observer } from '../observer/observer.ts'
import { controlFrame } from '../pack.ts'
import type { PipeEnd } from '../pipe.ts'
import type { RoleWork } from '../role.ts'
import { createSender } from '../sender/sender.ts'
import { createSlicer } from '../slices.ts'
import { type ControlOf, type Frame, parseFrame, WIRE_VERSION } from '../wire.ts'
import { markOf, type Progress, sourceView } from './source-view.ts'
import { createSyncRuns } from './sync-runs.ts'
import { startWalkClock } from './walk-clock.ts'

const MARK_MS = 500

/** The active's side: watches its trees and brings the standby to them. */
export const createSource = (context: Context, epoch: Epoch): RoleWork => {
  const { sets, log } = context
  const slicer = createSlicer(5)
  const observerOf = new Map<string, Observer>()
  const sender = createSender(context, epoch, slicer, {
    recheck: (set, path) => observerOf.get(set.id)?.recheck(path),
    isGoneHere: (set, path) =>
      set.tree.get(path) === undefined || observerOf.get(set.id)?.isAboutToGo(path) === true,
  })
  for (const set of sets) {
    set.refused.clear()
    set.problem = null
    observerOf.set(set.id, createObserver(context, set, slicer, sender.changed))
  }
  const observers = [...observerOf.values()]
  const progress: Progress = {
    isSynced: false,
    isFirstDone: false,
    isCaughtUp: false,
    begunAt: 0,
    total: { files: 0, bytes: 0 },
    heardAt: null,
    linkProblem: LINK_DOWN,
  }
  let isStopped = false
  /** The own trees are known. */
  let isReady = false
  let pipe: PipeEnd | null = null
  let absentThere: readonly string[] = []
  let lookedThere = 0
  let hello: { pipe: PipeEnd; frame: ControlOf<'hello'> } | null = null
  let waiters: (() => void)[] = []

  const wake = (): void => {
    const woken = waiters
    waiters = []
    for (const waker of woken) waker()
  }

  const runs = createSyncRuns(context, observers, sender, {
    get isStopped() {
      return isStopped
    },
    get isSynced() {
      return progress.isSynced
    },
    askRoot: (number) => pipe?.send(controlFrame({ kind: 'rootAsk', epoch, number, isVerified: true })),
    something: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, 20)
        waiters.push(() => {
          clearTimeout(timer)
          resolve()
        })
      }),
  })

  const sendMark = (): void => {
    if (progress.isSynced) pipe?.send(controlFrame(markOf(context, epoch, sender, progress)))
  }

  const lose = (problem: ViewProblem): void => {
    pipe = null
    hello = null
    progress.isSynced = false
    progress.linkProblem = problem
    sender.end()
    wake()
    context.changed()
  }

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

  /** Once the own trees are known. */
  const welcome = (): void => {
    if (!isReady || hello === null || hello.pipe !== pipe) return
    const own = sets.map((set) => set.id)
    pipe.send(controlFrame({ kind: 'welcome', version: WIRE_VERSION, epoch, sets: own }))
    if (hello.frame.sets.join() !== own.join()) {
      const name = hello.frame.sets.join(', ').slice(0, 1000)
      progress.linkProblem = { code: 'setsDiffer', name, count: 0 }
      log.warn(`Replication: the sets differ: here ${own.join(', ')}; there ${hello.frame.sets.join(', ')}.`)
      context.changed()
    }
    hello = null
  }

  const onManifestEnd = (frame: ControlOf<'manifestEnd'>): void => {
    if (pipe === null) return
    absentThere = frame.absentSets
    progress.total = sender.begin(pipe, !progress.isFirstDone)
    progress.begunAt = performance.now()
    progress.isSynced = true
    progress.isCaughtUp = false
    progress.linkProblem = null
    checkFirst()
    sendMark()
    context.changed()
  }

  const checkFirst = (): void => {
    if (progress.isFirstDone || !progress.isSynced) return
    if (sender.lag.firstCount > 0 || absentThere.length > 0) return
    if (sets.some((set) => set.problem?.code === 'folderMissing' || set.problem?.code === 'folderUnreadable'))
      return
    progress.isFirstDone = true
    const took = Math.round(performance.now() - progress.begunAt)
    log.info(`Replication: the standby has everything (${progress.total.files} items differed, ${took} ms).`)
    sendMark()
    context.changed()
  }

  const onFrame = (from: PipeEnd, frame: Frame) => {
    progress.heardAt = performance.now()
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
        if (control.looked !== lookedThere) context.progressed()
        lookedThere = control.looked
        return
      case 'rootAnswer':
        runs.answered(control)
        return wake()
      case 'refuse':
        log.warn(`Replication: the standby refuses: ${control.detail}`)
        from.close()
        return lose({ code: 'linkDown', name: control.detail, count: 0 })
      default:
        return breakOff(`"${control.kind}" is not for a source`)
    }
  }

  const markTimer = setInterval(sendMark, MARK_MS)
  const walks = startWalkClock(context, observers, () => isReady && !runs.isFinal, checkFirst)

  return {
    start: async () => {
      await Promise.all(observers.map((observer) => observer.fullWalk('quick')))
      if (isStopped) return
      isReady = true
      walks.restart()
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
    run: (what, isCancelled) =>
      what === 'copyChanges' ? runs.copyChanges(isCancelled) : runs.finalSync(isCancelled),
    confirmDeletions: (id) => {
      const count = observerOf.get(id)?.confirmDeletions() ?? null
      if (count !== null) context.changed()
      return count
    },
    view: () => sourceView(context, sender, progress),
    stop: async () => {
      isStopped = true
      clearInterval(markTimer)
      walks.stop()
      for (const observer of observers) observer.close()
      pipe?.close()
      pipe = null
      wake()
      await sender.stop()
      await Promise.all(observers.map((observer) => observer.workOff()))
    },
  }
}
