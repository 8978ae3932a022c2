import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { ReplicationView } from '../../../shared/contract/status.ts'
import type { Epoch } from '../../../shared/domain/epoch.ts'
import {
  type Applied,
  createApplier,
  DONE,
  dropStaged,
  failed,
  type NotApplied,
  refused,
  type Target,
} from './apply.ts'
import { type Context, NAMES_SHOWN, nameIn, refusedOf, type SetState, type ViewProblem } from './context.ts'
import type { Entry } from './entry.ts'
import { lookOver } from './look-over.ts'
import { type BytePath, RESERVED, refusalOf, toFs } from './names.ts'
import { controlFrame, manifestFrames } from './pack.ts'
import type { PipeEnd } from './pipe.ts'
import { openFile, readWhole } from './reading.ts'
import type { RoleWork } from './role.ts'
import { rootOf } from './root.ts'
import { openSalvage } from './salvage.ts'
import { createSlicer } from './slices.ts'
import {
  cleanStaging,
  type Staged,
  type StageOutcome,
  stage,
  startTransfer,
  type Transfer,
} from './staging.ts'
import { absolute, codeOf } from './walk.ts'
import { type ControlOf, type Frame, type Operation, parseFrame, WIRE_VERSION } from './wire.ts'

/** Notes in the index. */
const NOTE_COMPLETED = 'completedEpoch'
const noteDevice = (set: string) => `device ${set}`

/** A set whose folder is missing is looked for this often. */
const ABSENT_LOOK_MS = 2_000
const REDIAL_MS = { first: 100, most: 2_000 }
const OPEN_FILES = 256

type StagedOperation = { readonly operation: Operation; readonly outcome: StageOutcome | null }

/** The standby's side: tells what it holds, takes what the source sends, checks, writes, answers. */
export const createDestination = (context: Context, epoch: Epoch): RoleWork => {
  const { store, log, settings } = context
  const slicer = createSlicer(5)
  const salvage = openSalvage(settings.dataDir, epoch)
  const applier = createApplier(store, salvage)
  const targets: Target[] = context.sets.map((set) => ({
    set,
    foreign: new Set<BytePath>(),
    kept: new Set<BytePath>(),
    isCaseInsensitive: false,
  }))
  const absent = new Set<SetState>()
  const transfers = new Map<number, { readonly set: number; readonly transfer: Transfer }>()
  let isStopped = false
  let isScanned = false
  const wasCompleted = store.note(NOTE_COMPLETED) === epoch
  let isCompleted = wasCompleted
  let pipe: PipeEnd | null = null
  let isWelcome = false
  let redialMs = REDIAL_MS.first
  let redialTimer: NodeJS.Timeout | null = null
  let mark: ControlOf<'mark'> | null = null
  let markAt = 0
  let proofAt: number | null = null
  let problem: ViewProblem | null = null
  let linkProblem: ViewProblem | null = null
  let tail: Promise<void> = Promise.resolve()
  let intake: Promise<void> = Promise.resolve()
  let openFiles = 0
  let looking: Promise<unknown> = Promise.resolve()

  const stopped = () => isStopped

  // ---- the own tree ----

  /** False: the folder is not there, or another disk hangs in its place; nothing is written to it. */
  const isUsable = (set: SetState): boolean => {
    const at = toFs(set.root)
    const recorded = store.note(noteDevice(set.id))
    try {
      if (recorded === undefined && set.tree.count === 0) fs.mkdirSync(at, { recursive: true })
      const { dev } = fs.statSync(at)
      if (recorded === undefined || set.tree.count === 0) store.setNote(noteDevice(set.id), dev)
      else if (recorded !== dev && fs.readdirSync(at).every((name) => name === RESERVED)) {
        set.problem = { code: 'folderSuddenlyEmpty', name: set.id, count: set.tree.count }
        return false
      } else if (recorded !== dev) store.setNote(noteDevice(set.id), dev)
      cleanStaging(set)
      return true
    } catch (error) {
      const code = codeOf(error)
      const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
      set.problem = { code: isMissing ? 'folderMissing' : 'folderUnreadable', name: set.id, count: 0 }
      return false
    }
  }

  /** Looks over every set, one look at a time; what differs from the index is told to the source. */
  const lookOverAll = (isFirst: boolean): Promise<number> => {
    const run = looking.then(async () => {
      let found = 0
      for (const target of targets) {
        if (isStopped) return found
        const { set } = target
        if (!isFirst && absent.has(set)) continue
        if (isFirst && !isUsable(set)) {
          absent.add(set)
          log.warn(
            `Replication: the folder of set "${set.id}" on this standby is not usable (${set.problem?.code}).`,
          )
          continue
        }
        const { changed } = await lookOver(context, target, slicer, stopped)
        found += changed.length
        if (isFirst && !isCompleted) for (const path of set.tree.paths()) target.foreign.add(path)
        if (!isFirst && changed.length > 0) {
          log.warn(
            `Replication: ${changed.length} items of set "${set.id}" changed on this standby, first ${nameIn(set, changed[0] ?? '')}.`,
          )
          tell(target, changed)
        }
      }
      return found
    })
    looking = run.catch(() => undefined)
    return run
  }

  const tell = (target: Target, paths: readonly BytePath[]): void => {
    const present: Entry[] = []
    const gone: BytePath[] = []
    for (const path of paths) {
      const entry = target.set.tree.get(path)
      if (entry === undefined) gone.push(path)
      else present.push(entry)
    }
    for (const frame of manifestFrames(epoch, target.set.number, present, gone)) pipe?.send(frame)
  }

  // ---- the channel ----

  const redial = (): void => {
    if (isStopped || redialTimer !== null) return
    redialTimer = setTimeout(() => {
      redialTimer = null
      if (!isStopped && pipe === null) context.dial()
    }, redialMs)
    redialMs = Math.min(redialMs * 2, REDIAL_MS.most)
  }

  const lose = (why: ViewProblem): void => {
    pipe = null
    isWelcome = false
    linkProblem = why
    for (const { transfer } of transfers.values()) transfer.drop()
    transfers.clear()
    redial()
    context.changed()
  }

  const LINK_DOWN: ViewProblem = { code: 'linkDown', name: '', count: 0 }

  const breakOff = (detail: string): void => {
    log.warn(`Replication: the channel to the source is closed: ${detail}`)
    pipe?.send(controlFrame({ kind: 'refuse', epoch, detail: detail.slice(0, 1000) }))
    pipe?.close()
    lose(LINK_DOWN)
  }

  const rootNow = (): string =>
    rootOf(targets.map(({ set }) => ({ id: set.id, tree: set.tree, isLeftOut: () => false })))

  const onWelcome = (welcome: ControlOf<'welcome'>) => {
    if (welcome.version !== WIRE_VERSION) return breakOff(`the source speaks version ${welcome.version}`)
    if (welcome.epoch !== epoch)
      return breakOff(`the source is at epoch ${welcome.epoch}, this standby at ${epoch}`)
    const own = context.sets.map((set) => set.id)
    if (welcome.sets.join() !== own.join()) {
      linkProblem = { code: 'setsDiffer', name: difference(own, welcome.sets), count: 0 }
      log.warn(`Replication: the sets differ: here ${own.join(', ')}; there ${welcome.sets.join(', ')}.`)
      pipe?.close()
      pipe = null
      redial()
      context.changed()
      return
    }
    isWelcome = true
    redialMs = REDIAL_MS.first
    linkProblem = null
    for (const target of targets) {
      if (absent.has(target.set)) continue
      const { tree } = target.set
      for (const frame of manifestFrames(epoch, target.set.number, tree.values(), [])) pipe?.send(frame)
    }
    pipe?.send(controlFrame({ kind: 'manifestEnd', absentSets: [...absent].map((set) => set.id) }))
    context.changed()
  }

  const onMark = (received: ControlOf<'mark'>) => {
    if (received.epoch !== epoch) return breakOff(`a mark of epoch ${received.epoch}`)
    mark = received
    markAt = performance.now()
    proofAt = markAt
    if (received.isFirstDone && !isCompleted && absent.size === 0) {
      isCompleted = true
      for (const target of targets) target.foreign.clear()
      store.setNote(NOTE_COMPLETED, epoch)
      log.info(
        `Replication: the first replication of epoch ${epoch} is complete; ${salvage.count} items in salvage.`,
      )
    }
    pipe?.send(controlFrame({ kind: 'alive', epoch, problem: ownProblem() }))
    context.changed()
  }

  const onRootAsk = async (ask: ControlOf<'rootAsk'>): Promise<void> => {
    if (ask.epoch !== epoch) return breakOff(`a question of epoch ${ask.epoch}`)
    await tail
    const found = ask.isVerified ? await lookOverAll(false) : 0
    await store.flushed()
    if (isStopped || pipe === null) return
    pipe.send(controlFrame({ kind: 'rootAnswer', number: ask.number, root: rootNow(), found }))
  }

  // ---- taking ----

  const targetOf = (number: number): Target | null => {
    const target = targets[number]
    return target === undefined || absent.has(target.set) ? null : target
  }

  const isClean = (target: Target, path: BytePath): boolean =>
    refusalOf(path) === null && !target.set.isExcluded(path)

  /** Writes contents to the staging folder at once; null: the frame lies about its content. */
  const stageAll = (operations: readonly Operation[]): StagedOperation[] | null => {
    const staged: StagedOperation[] = []
    for (const operation of operations) {
      const target = targetOf(operation.set)
      let outcome: StageOutcome | null = null
      if (operation.do === 'put' && target !== null && isClean(target, operation.entry.path)) {
        const hash = createHash('sha256').update(operation.data).digest('binary')
        if (hash !== operation.entry.hash) {
          dropAll(staged)
          return null
        }
        outcome = stage(target.set, operation.entry, operation.data)
      } else if (operation.do === 'finish' || operation.do === 'drop') {
        const running = transfers.get(operation.transfer)
        transfers.delete(operation.transfer)
        if (running !== undefined && running.set === operation.set) {
          if (operation.do === 'drop') running.transfer.drop()
          else {
            outcome = running.transfer.finish(operation.entry)
            if (outcome === null) return null
          }
        }
      }
      if (outcome?.ok === true) {
        openFiles += 1
        const closed = () => {
          openFiles -= 1
        }
        outcome.staged.synced.then(closed, closed)
      }
      staged.push({ operation, outcome })
    }
    return staged
  }

  const dropAll = (staged: readonly StagedOperation[]): void => {
    for (const { outcome } of staged) if (outcome?.ok === true) dropStaged(outcome.staged)
  }

  const apply = async (target: Target, { operation, outcome }: StagedOperation): Promise<Applied> => {
    switch (operation.do) {
      case 'put':
      case 'finish': {
        const refusal = refusalOf(operation.entry.path)
        if (refusal !== null) return refused(refusal)
        if (target.set.isExcluded(operation.entry.path)) return refused('excluded')
        if (outcome === null) return failed('gone', 'no content came')
        if (!outcome.ok) return failed(outcome.code, outcome.detail)
        return placeStaged(target, operation.entry, outcome.staged)
      }
      case 'copy': {
        const copied = copyHere(target, operation.entry, operation.from)
        if (!copied.ok) return 'is' in copied ? copied : failed(copied.code, copied.detail)
        return placeStaged(target, operation.entry, copied.staged)
      }
      case 'move':
        return applier.move(target, operation.entry, operation.from)
      case 'keep':
        return applier.keep(target, operation.entry)
      case 'remove':
        return applier.remove(target, operation.path)
      case 'drop':
        return DONE
    }
  }

  const placeStaged = async (target: Target, entry: Entry, staged: Staged): Promise<Applied> => {
    try {
      await staged.synced
    } catch (error) {
      dropStaged(staged)
      const code = codeOf(error)
      return failed(code === 'ENOSPC' || code === 'EDQUOT' ? 'diskFull' : 'writeFailed', code)
    }
    const applied = isStopped ? failed('gone', 'stopped') : applier.place(target, entry, staged)
    if (!applied.ok) dropStaged(staged)
    return applied
  }

  /** Content that stands elsewhere on this server, read again and checked. */
  const copyHere = (target: Target, entry: Entry, from: BytePath): StageOutcome | NotApplied => {
    const { set } = target
    if (!isClean(target, from) || !isClean(target, entry.path)) return refused('excluded')
    if (set.tree.get(from)?.hash !== entry.hash) return failed('changedHere', 'other content')
    const transfer = startTransfer(set)
    let fd = -1
    try {
      fd = openFile(set.root, from)
      const chunk = Buffer.allocUnsafe(Math.min(1024 * 1024, entry.size))
      for (let offset = 0; offset < entry.size; offset += chunk.length) {
        const part = chunk.subarray(0, Math.min(chunk.length, entry.size - offset))
        if (!readWhole(fd, part, offset)) break
        transfer.write(offset, part)
      }
    } catch {
      transfer.drop()
      return failed('changedHere', 'the content is not there any more')
    } finally {
      if (fd >= 0) fs.closeSync(fd)
    }
    return transfer.finish(entry) ?? failed('changedHere', 'the content changed here')
  }

  const pathOf = (operation: Operation): BytePath | null =>
    operation.do === 'remove' ? operation.path : operation.do === 'drop' ? null : operation.entry.path

  const commit = async (number: number, staged: readonly StagedOperation[], from: PipeEnd): Promise<void> => {
    const refusals: ControlOf<'ack'>['refused'] = []
    const failures: ControlOf<'ack'>['failed'] = []
    const troubles: (() => void)[] = []
    // All contents of the batch are on disk before the first name changes.
    await Promise.all(
      staged.map(({ outcome }) => (outcome?.ok === true ? settled(outcome.staged.synced) : null)),
    )
    for (const [at, item] of staged.entries()) {
      if (isStopped) {
        dropAll(staged.slice(at))
        return
      }
      if (slicer.isDue()) await slicer.breathe()
      const target = targetOf(item.operation.set)
      const applied =
        target === null ? failed('writeFailed', 'the set is not usable') : await apply(target, item)
      if (applied.ok) continue
      if (applied.is === 'refused') refusals.push({ at, code: applied.code })
      else failures.push({ at, code: applied.code, detail: applied.detail.slice(0, 1000) })
      if (target !== null) troubles.push(() => report(target, item.operation, applied))
    }
    await applier.sync()
    if (failures.length === 0 && staged.some(({ outcome }) => outcome?.ok === true)) problem = null
    from.send(controlFrame({ kind: 'ack', number, refused: refusals, failed: failures }))
    for (const trouble of troubles) trouble()
    proofAt = performance.now()
    context.progressed()
    context.changed()
  }

  /** A failed operation: what really stands there, and the state a person sees. */
  const report = (target: Target, operation: Operation, applied: NotApplied): void => {
    const path = pathOf(operation)
    if (path === null) return
    const paths = operation.do === 'move' ? [path, operation.from] : [path]
    tell(target, paths)
    const name = nameIn(target.set, path)
    if (applied.is === 'refused') {
      log.warn(`Replication: ${name} is refused: ${applied.code}.`)
    } else if (applied.code === 'diskFull') {
      if (problem?.code !== 'diskFull')
        log.warn(`Replication: the disk of set "${target.set.id}" is full on this standby.`)
      problem = { code: 'diskFull', name: target.set.id, count: (problem?.count ?? 0) + 1 }
    } else if (applied.code === 'writeFailed') {
      log.warn(`Replication: ${name} could not be written: ${applied.detail}`)
      problem = { code: 'writeFailed', name, count: 1 }
    } else {
      log.info(`Replication: ${name}: ${applied.detail}; it is compared again.`)
      again.add(target)
    }
  }

  /** Sets where the source knew something else than what is here: looked over soon. */
  const again = new Set<Target>()
  let againTimer: NodeJS.Timeout | null = null
  const lookAgain = (): void => {
    if (again.size === 0 || againTimer !== null) return
    againTimer = setTimeout(() => {
      againTimer = null
      again.clear()
      lookOverAll(false).catch(crash)
    }, 20)
  }

  const crash = (error: unknown): void => {
    setImmediate(() => {
      throw error
    })
  }

  const onFrame = async (frame: Frame, from: PipeEnd): Promise<void> => {
    if (from !== pipe) return
    if (frame.is === 'control') {
      const { control } = frame
      if (control.kind === 'refuse') {
        log.warn(`Replication: the source refuses: ${control.detail}`)
        from.close()
        return lose({ code: 'sourceUnknown', name: control.detail, count: 0 })
      }
      if (control.kind === 'welcome') return onWelcome(control)
      if (!isWelcome) return breakOff(`"${control.kind}" before the welcome`)
      if (control.kind === 'mark') return onMark(control)
      if (control.kind === 'rootAsk') {
        onRootAsk(control).catch(crash)
        return
      }
      return breakOff(`"${control.kind}" is not for a destination`)
    }
    if (!isWelcome) return breakOff('content before the welcome')
    if (frame.is === 'manifest') return breakOff('a manifest is not for a destination')
    const frameEpoch = frame.is === 'batch' ? frame.epoch : frame.piece.epoch
    if (frameEpoch !== epoch) return breakOff(`content of epoch ${frameEpoch}, this standby is at ${epoch}`)
    while (openFiles > OPEN_FILES && !isStopped) await slicer.breathe()
    if (frame.is === 'piece') {
      const { piece } = frame
      const target = targetOf(piece.set)
      let running = transfers.get(piece.transfer)
      if (running === undefined && target !== null && piece.offset === 0 && transfers.size < 64) {
        running = { set: piece.set, transfer: startTransfer(target.set) }
        transfers.set(piece.transfer, running)
      }
      if (running?.set === piece.set) running.transfer.write(piece.offset, piece.data)
      from.send(controlFrame({ kind: 'ack', number: piece.number, refused: [], failed: [] }))
      context.progressed()
      return
    }
    const staged = stageAll(frame.operations)
    if (staged === null) {
      problem = { code: 'verificationFailed', name: '', count: 1 }
      return breakOff('a content does not match its announced SHA-256')
    }
    tail = tail.then(() => commit(frame.number, staged, from)).then(lookAgain)
    tail.catch(crash)
  }

  // ---- periodic look, as the source has its full walk ----

  const walkTimer = setInterval(() => {
    if (isScanned && isCompleted && pipe !== null) lookOverAll(false).catch(crash)
  }, settings.fullScanIntervalMs)
  const absentTimer = setInterval(
    () => {
      if (isScanned && [...absent].some(isUsable)) start().catch(crash)
    },
    Math.min(ABSENT_LOOK_MS, settings.fullScanIntervalMs),
  )

  const start = async (): Promise<void> => {
    absent.clear()
    await lookOverAll(true)
    if (isStopped) return
    isScanned = true
    context.changed()
    if (pipe === null) context.dial()
    else breakOff('a set became usable again')
  }

  const ownProblem = (): ViewProblem | null =>
    problem ?? context.sets.find((set) => set.problem !== null)?.problem ?? null

  const view = (): ReplicationView => {
    const now = performance.now()
    const own = refusedOf(context.sets)
    const refusals = [...(mark?.refused ?? []), ...own.refused].slice(0, NAMES_SHOWN)
    const isBehind = mark !== null && mark.oldestMs > settings.updatedWithinMs
    const trouble = ownProblem()
    const state = ((): ReplicationView['state'] => {
      if (trouble !== null) return 'destinationNotUpdated'
      if (linkProblem?.code === 'setsDiffer') return 'destinationNotUpdated'
      if (mark === null) {
        if (linkProblem === null || isWelcome)
          return isScanned && !isWelcome ? 'unknown' : 'destinationUpdating'
        return settings.wasUpdated ? 'unknown' : 'destinationNotUpdated'
      }
      if (!isCompleted) return linkProblem === null ? 'destinationUpdating' : 'destinationNotUpdated'
      return isBehind ? 'destinationUpdating' : 'destinationUpdated'
    })()
    const never: ViewProblem = { code: 'neverCompleted', name: '', count: 0 }
    const isNever = state === 'destinationNotUpdated' && !isCompleted && !settings.wasUpdated
    return {
      state,
      ageMs: proofAt === null ? null : now - proofAt,
      progress: state === 'destinationUpdating' ? (mark?.progress ?? null) : null,
      problem: trouble ?? linkProblem ?? mark?.problem ?? (isNever ? never : null),
      lagFiles: mark?.lagFiles ?? 0,
      lagBytes: mark?.lagBytes ?? 0,
      lagNames: (mark?.lagNames ?? []).map((lag) => ({ ...lag, ageMs: lag.ageMs + now - markAt })),
      refused: refusals,
      refusedCount: (mark?.refusedCount ?? 0) + own.refusedCount,
      salvagedCount: salvage.count,
    }
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
      pipe.send(
        controlFrame({
          kind: 'hello',
          version: WIRE_VERSION,
          epoch,
          sets: context.sets.map((set) => set.id),
        }),
      )
    },
    dialFailed: (detail) => {
      if (linkProblem === null) log.info(`Replication: no channel to the source yet: ${detail}`)
      linkProblem = LINK_DOWN
      redial()
      context.changed()
    },
    frame: (from, bytes) => {
      const length = bytes.length
      intake = intake.then(async () => {
        if (isStopped || from !== pipe) return
        const parsed = parseFrame(bytes)
        if (parsed.ok) await onFrame(parsed.frame, from)
        else breakOff(`a frame is not readable: ${parsed.detail}`)
        from.consumed(length)
      })
      intake.catch(crash)
    },
    closed: (gone) => {
      if (gone === pipe) lose(LINK_DOWN)
    },
    run: () => Promise.resolve({ ok: false, code: 'failed', detail: 'this server is the destination' }),
    confirmDeletions: (id) => {
      const set = context.sets.find((one) => one.id === id)
      if (set === undefined || !absent.has(set)) return
      store.setNote(noteDevice(id), fs.statSync(toFs(absolute(set.root, ''))).dev)
      start().catch(crash)
    },
    view,
    stop: async () => {
      isStopped = true
      clearInterval(walkTimer)
      clearInterval(absentTimer)
      if (redialTimer !== null) clearTimeout(redialTimer)
      if (againTimer !== null) clearTimeout(againTimer)
      pipe?.close()
      pipe = null
      await intake.catch(() => undefined)
      await tail.catch(() => undefined)
      await looking
      for (const { transfer } of transfers.values()) transfer.drop()
      await applier.sync()
    },
  }
}

const settled = (promise: Promise<void>): Promise<void> => promise.catch(() => undefined)

const difference = (own: readonly string[], other: readonly string[]): string =>
  [...own.filter((id) => !other.includes(id)), ...other.filter((id) => !own.includes(id))].join(', ')
