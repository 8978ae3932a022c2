import type { Epoch } from '../../../../shared/domain/epoch.ts'
import { type Context, LINK_DOWN, type ViewProblem } from '../context.ts'
import { crash } from '../crash.ts'
import { controlFrame } from '../pack.ts'
import type { PipeEnd } from '../pipe.ts'
import type { RoleWork } from '../role.ts'
import { createSlicer } from '../slices.ts'
import { type Control, type ControlOf, type Frame, parseFrame, WIRE_VERSION } from '../wire.ts'
import { createApplier } from './apply.ts'
import { createBatches } from './batches.ts'
import { destinationView, type Standing } from './destination-view.ts'
import { createDialling } from './dialling.ts'
import { createOwnTree } from './own-tree.ts'
import { createPieces } from './pieces.ts'
import { openSalvage } from './salvage.ts'

/** The note in the index that says of which epoch everything was here once. */
const NOTE_COMPLETED = 'completedEpoch'

/** A set whose folder is missing is looked for this often. */
const ABSENT_LOOK_MS = 2_000
const OPEN_FILES = 256
/** After a surprise the own trees are looked over, once for the whole batch. */
const SURPRISE_MS = 20

/** The standby's side: tells what it holds, takes what the source sends, checks, writes, answers. */
export const createDestination = (context: Context, epoch: Epoch, wasUpdated: boolean): RoleWork => {
  const { store, log, settings } = context
  const begunAt = performance.now()
  let isStopped = false
  let isScanned = false
  let isCompleted = store.note(NOTE_COMPLETED) === epoch
  let pipe: PipeEnd | null = null
  let isWelcome = false
  let mark: Standing['mark'] = null
  let proofAt: number | null = null
  let linkProblem: ViewProblem | null = null
  /** A content was not what the source announced; until the next batch is. */
  let unverified: ViewProblem | null = null
  /** Frames are taken in order; batches are committed in order behind them. */
  let intake: Promise<void> = Promise.resolve()
  let tail: Promise<void> = Promise.resolve()
  let surpriseTimer: NodeJS.Timeout | null = null

  const stopped = () => isStopped
  /** Looking alone is told to the source: a failure that only repeats itself is no progress there. */
  let looked = 0
  const looking: Context = {
    ...context,
    progressed: () => {
      looked += 1
      context.progressed()
    },
  }
  const slicer = createSlicer(5)
  const salvage = openSalvage(settings.dataDir, epoch)
  const applier = createApplier(store, salvage)
  const own = createOwnTree(
    looking,
    epoch,
    slicer,
    () => isCompleted,
    stopped,
    (frame) => pipe?.send(frame),
    () => breakOff('the folder of a set is gone'),
  )
  const pieces = createPieces()
  const lookSoon = (): void => {
    surpriseTimer ??= setTimeout(() => {
      surpriseTimer = null
      own.lookOver().catch(crash)
    }, SURPRISE_MS)
  }
  const batches = createBatches(context, slicer, applier, own, pieces, stopped, lookSoon)
  const dialling = createDialling(() => {
    if (pipe === null) context.dial()
  })

  const say = (control: Control): void => pipe?.send(controlFrame(control))

  const ownProblem = (): ViewProblem | null =>
    unverified ?? batches.problem ?? context.sets.find((set) => set.problem !== null)?.problem ?? null

  const lose = (why: ViewProblem): void => {
    pipe = null
    isWelcome = false
    linkProblem = why
    pieces.dropAll()
    dialling.again()
    context.changed()
  }

  const breakOff = (detail: string): void => {
    log.warn(`Replication: the channel to the source is closed: ${detail}`)
    say({ kind: 'refuse', epoch, detail: detail.slice(0, 1000) })
    pipe?.close()
    lose(LINK_DOWN)
  }

  const onWelcome = async (welcome: ControlOf<'welcome'>, from: PipeEnd): Promise<void> => {
    if (welcome.version !== WIRE_VERSION) return breakOff(`the source speaks version ${welcome.version}`)
    if (welcome.epoch !== epoch)
      return breakOff(`the source is at epoch ${welcome.epoch}, this standby at ${epoch}`)
    const ids = context.sets.map((set) => set.id)
    if (welcome.sets.join() !== ids.join()) {
      log.warn(`Replication: the sets differ: here ${ids.join(', ')}; there ${welcome.sets.join(', ')}.`)
      pipe?.close()
      lose({ code: 'setsDiffer', name: difference(ids, welcome.sets), count: 0 })
      return
    }
    // What the last session brought is named first: the manifest says what stands there after it.
    await tail
    if (isStopped || from !== pipe) return
    isWelcome = true
    dialling.succeeded()
    linkProblem = null
    for (const frame of own.manifest()) pipe?.send(frame)
    say({ kind: 'manifestEnd', absentSets: [...own.absent].map((set) => set.id) })
    context.changed()
  }

  const onMark = (said: ControlOf<'mark'>) => {
    if (said.epoch !== epoch) return breakOff(`a mark of epoch ${said.epoch}`)
    mark = { said, at: performance.now() }
    proofAt = mark.at
    if (said.lagFiles === 0) batches.nothingOpen()
    if (said.isFirstDone && !isCompleted && own.absent.size === 0) {
      isCompleted = true
      own.becomesTheSources()
      store.setNote(NOTE_COMPLETED, epoch)
      log.info(
        `Replication: the first replication of epoch ${epoch} is complete; ${salvage.count} items in salvage.`,
      )
    }
    say({ kind: 'alive', epoch, looked, problem: ownProblem() })
    context.changed()
  }

  const onRootAsk = async (ask: ControlOf<'rootAsk'>): Promise<void> => {
    if (ask.epoch !== epoch) return breakOff(`a question of epoch ${ask.epoch}`)
    await tail
    const found = ask.isVerified ? await own.lookOver() : 0
    await store.flushed()
    if (!isStopped) say({ kind: 'rootAnswer', number: ask.number, root: own.root(), found })
  }

  const onControl = async (control: Control, from: PipeEnd) => {
    if (control.kind === 'refuse') {
      log.warn(`Replication: the source refuses: ${control.detail}`)
      from.close()
      return lose({ code: 'sourceUnknown', name: control.detail, count: 0 })
    }
    if (control.kind === 'welcome') return onWelcome(control, from)
    if (!isWelcome) return breakOff(`"${control.kind}" before the welcome`)
    if (control.kind === 'mark') return onMark(control)
    if (control.kind !== 'rootAsk') return breakOff(`"${control.kind}" is not for a destination`)
    onRootAsk(control).catch(crash)
  }

  const onFrame = async (frame: Frame, from: PipeEnd): Promise<void> => {
    if (frame.is === 'control') return onControl(frame.control, from)
    if (!isWelcome) return breakOff('content before the welcome')
    if (frame.is === 'manifest') return breakOff('a manifest is not for a destination')
    const frameEpoch = frame.is === 'batch' ? frame.epoch : frame.piece.epoch
    if (frameEpoch !== epoch) return breakOff(`content of epoch ${frameEpoch}, this standby is at ${epoch}`)
    while (batches.openFiles > OPEN_FILES && !isStopped) await slicer.breathe()
    if (frame.is === 'piece') {
      const { piece } = frame
      pieces.take(own.targetOf(piece.set), piece)
      from.send(controlFrame({ kind: 'ack', number: piece.number, refused: [], failed: [] }))
      context.progressed()
      return
    }
    const staged = batches.stage(frame.operations)
    if (staged === null) {
      unverified = { code: 'verificationFailed', name: '', count: 1 }
      return breakOff('a content does not match its announced SHA-256')
    }
    unverified = null
    tail = tail.then(async () => {
      await batches.commit(frame.number, staged, from)
      proofAt = performance.now()
    })
    tail.catch(crash)
  }

  // As the source has its full walk.
  const walkTimer = setInterval(() => {
    if (isScanned && isCompleted && pipe !== null) own.lookOver().catch(crash)
  }, settings.fullScanIntervalMs)
  const absentTimer = setInterval(
    () => {
      if (!isScanned) return
      own.checkFolders()
      if (own.hasReturned()) start().catch(crash)
    },
    Math.min(ABSENT_LOOK_MS, settings.fullScanIntervalMs),
  )

  const start = async (): Promise<void> => {
    await own.open()
    if (isStopped) return
    isScanned = true
    context.changed()
    if (pipe === null) context.dial()
    else breakOff('a set became usable again')
  }

  return {
    start,
    opened: (opened) => {
      if (isStopped || opened.isAccepted || pipe !== null) {
        opened.close()
        return
      }
      pipe = opened
      isWelcome = false
      say({ kind: 'hello', version: WIRE_VERSION, epoch, sets: context.sets.map((set) => set.id) })
    },
    dialFailed: (detail) => {
      if (linkProblem === null) log.info(`Replication: no channel to the source yet: ${detail}`)
      linkProblem = LINK_DOWN
      dialling.again()
      context.changed()
    },
    frame: (from, bytes) => {
      intake = intake.then(async () => {
        if (isStopped || from !== pipe) return
        const parsed = parseFrame(bytes)
        if (parsed.ok) await onFrame(parsed.frame, from)
        else breakOff(`a frame is not readable: ${parsed.detail}`)
        from.consumed(bytes.length)
      })
      intake.catch(crash)
    },
    closed: (gone) => {
      if (gone === pipe) lose(LINK_DOWN)
    },
    run: () => Promise.resolve({ ok: false, code: 'failed', detail: 'this server is the destination' }),
    confirmDeletions: (id) => {
      const set = context.sets.find((one) => one.id === id)
      if (set?.problem?.code !== 'copyFolderEmpty' || !own.absent.has(set)) return null
      const { count } = set.problem
      if (!own.confirm(set)) return null
      start().catch(crash)
      return count
    },
    view: () =>
      destinationView(context, {
        isScanned,
        isWelcome,
        isCompleted,
        wasUpdated,
        forMs: performance.now() - begunAt,
        mark,
        proofAt,
        problem: ownProblem(),
        linkProblem,
        salvaged: salvage.count,
      }),
    stop: async () => {
      isStopped = true
      clearInterval(walkTimer)
      clearInterval(absentTimer)
      dialling.stop()
      if (surpriseTimer !== null) clearTimeout(surpriseTimer)
      pipe?.close()
      pipe = null
      await intake.catch(() => undefined)
      await tail.catch(() => undefined)
      await own.idle()
      pieces.dropAll()
      // What could not be put on disk was not acknowledged.
      await applier.sync().catch(() => undefined)
    },
  }
}

const difference = (own: readonly string[], other: readonly string[]): string =>
  [...own.filter((id) => !other.includes(id)), ...other.filter((id) => !own.includes(id))].join(', ')
