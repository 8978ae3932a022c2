import { createHash } from 'node:crypto'
import { type Context, nameIn, type ViewProblem } from '../context.ts'
import type { Entry } from '../entry.ts'
import { type BytePath, refusalOf } from '../names.ts'
import { controlFrame } from '../pack.ts'
import type { PipeEnd } from '../pipe.ts'
import type { Slicer } from '../slices.ts'
import { codeOf } from '../walk.ts'
import type { ControlOf, Operation } from '../wire.ts'
import {
  type Applied,
  type Applier,
  DONE,
  dropStaged,
  failed,
  isClean,
  type NotApplied,
  refused,
  type Target,
} from './apply.ts'
import { copyHere } from './copy-here.ts'
import type { OwnTree } from './own-tree.ts'
import type { Pieces } from './pieces.ts'
import { type Staged, type StageOutcome, stage } from './staging.ts'

export interface StagedOperation {
  readonly operation: Operation
  readonly outcome: StageOutcome | null
}

/** Batches of operations: contents to the staging folder at once, names in order, then the acknowledgement. */
export interface Batches {
  /** Null: the frame lies about its content. */
  stage(operations: readonly Operation[]): StagedOperation[] | null
  /** Files that are open until their content is on disk. */
  readonly openFiles: number
  /** Gives everything its name, puts it on disk, then acknowledges. */
  commit(number: number, staged: readonly StagedOperation[], from: PipeEnd): Promise<void>
  /** Why this standby cannot write, until what failed is written, or the source has nothing open any more. */
  readonly problem: ViewProblem | null
  /** The source has nothing open: what failed here is not wanted any more. */
  nothingOpen(): void
}

export const createBatches = (
  context: Context,
  slicer: Slicer,
  applier: Applier,
  own: OwnTree,
  pieces: Pieces,
  isStopped: () => boolean,
  /** The source knew something else than what is here. */
  onSurprise: () => void,
): Batches => {
  const { log } = context
  let openFiles = 0
  /** What could not be written, until it is: small files going through do not hide a full disk. */
  const unwritten = new Map<string, ViewProblem>()

  const stageOne = (operation: Operation): StageOutcome | null | false => {
    switch (operation.do) {
      case 'put': {
        const target = own.targetOf(operation.set)
        if (target === null || !isClean(target, operation.entry.path)) return null
        const hash = createHash('sha256').update(operation.data).digest('binary')
        return hash === operation.entry.hash && stage(target.set, operation.entry, operation.data)
      }
      case 'finish':
        return pieces.finish(operation.set, operation.transfer, operation.entry)
      case 'drop':
        pieces.drop(operation.set, operation.transfer)
        return null
      default:
        return null
    }
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
        const applied = await placeStaged(target, operation.entry, copied.staged)
        if (!applied.ok) dropStaged(copied.staged)
        return applied
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
      const code = codeOf(error)
      return failed(code === 'ENOSPC' || code === 'EDQUOT' ? 'diskFull' : 'writeFailed', code)
    }
    return isStopped() ? failed('gone', 'stopped') : applier.place(target, entry, staged)
  }

  /** A failed operation: what really stands there, and the state a person sees. */
  const report = (target: Target, operation: Operation, applied: NotApplied): void => {
    const path = pathOf(operation)
    if (path === null) return
    own.tell(target, operation.do === 'move' ? [path, operation.from] : [path])
    const name = nameIn(target.set, path)
    if (applied.is === 'refused') {
      log.warn(`Replication: ${name} is refused: ${applied.code}.`)
    } else if (applied.code === 'diskFull') {
      if (batches.problem?.code !== 'diskFull')
        log.warn(`Replication: the disk of set "${target.set.id}" is full on this standby.`)
      unwritten.set(name, { code: 'diskFull', name: target.set.id, count: 1 })
    } else if (applied.code === 'writeFailed') {
      log.warn(`Replication: ${name} could not be written: ${applied.detail}`)
      unwritten.set(name, { code: 'writeFailed', name, count: 1 })
    } else {
      log.info(`Replication: ${name}: ${applied.detail}; it is compared again.`)
      onSurprise()
    }
  }

  const batches: Batches = {
    get problem() {
      const all = [...unwritten.values()]
      const first = all.find(({ code }) => code === 'diskFull') ?? all[0]
      return first === undefined ? null : { ...first, count: all.length }
    },
    nothingOpen: () => unwritten.clear(),
    get openFiles() {
      return openFiles
    },
    stage: (operations) => {
      const staged: StagedOperation[] = []
      for (const operation of operations) {
        const outcome = stageOne(operation)
        if (outcome === false) {
          dropAll(staged)
          return null
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
    },
    commit: async (number, staged, from) => {
      const refusals: ControlOf<'ack'>['refused'] = []
      const failures: ControlOf<'ack'>['failed'] = []
      const troubles: (() => void)[] = []
      // All contents of the batch are on disk before the first name changes.
      await Promise.all(
        staged.map(({ outcome }) => (outcome?.ok === true ? settled(outcome.staged.synced) : null)),
      )
      for (const [at, item] of staged.entries()) {
        if (isStopped()) {
          dropAll(staged.slice(at))
          return
        }
        if (slicer.isDue()) await slicer.breathe()
        const target = own.targetOf(item.operation.set)
        const applied =
          target === null ? failed('writeFailed', 'the set is not usable') : await apply(target, item)
        if (applied.ok) continue
        if (item.outcome?.ok === true) dropStaged(item.outcome.staged)
        if (applied.is === 'refused') refusals.push({ at, code: applied.code })
        else failures.push({ at, code: applied.code, detail: applied.detail.slice(0, 1000) })
        if (target !== null) troubles.push(() => report(target, item.operation, applied))
      }
      const unsynced = await applier.sync().then(() => null, String)
      if (unsynced !== null) {
        // The names may not outlive a power cut: nothing of the batch counts as done, it comes again.
        const named = new Set([...refusals, ...failures].map(({ at }) => at))
        for (const [at, { operation }] of staged.entries()) {
          if (named.has(at)) continue
          const target = own.targetOf(operation.set)
          const detail = unsynced.slice(0, 900)
          failures.push({ at, code: 'writeFailed', detail })
          if (target !== null) troubles.push(() => report(target, operation, failed('writeFailed', detail)))
        }
      }
      if (unwritten.size > 0) {
        const undone = new Set(failures.map(({ at }) => at))
        for (const [at, { operation }] of staged.entries()) {
          const target = own.targetOf(operation.set)
          const path = pathOf(operation)
          if (target !== null && path !== null && !undone.has(at)) unwritten.delete(nameIn(target.set, path))
        }
      }
      from.send(controlFrame({ kind: 'ack', number, refused: refusals, failed: failures }))
      for (const trouble of troubles) trouble()
      context.progressed()
      context.changed()
    },
  }
  return batches
}

const pathOf = (operation: Operation): BytePath | null =>
  operation.do === 'remove' ? operation.path : operation.do === 'drop' ? null : operation.entry.path

const settled = (promise: Promise<void>): Promise<void> => promise.catch(() => undefined)
