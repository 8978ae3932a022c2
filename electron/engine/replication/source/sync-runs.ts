import type { SyncOutcome } from '../../ports.ts'
import { type Context, nameIn } from '../context.ts'
import type { Observer } from '../observer/observer.ts'
import { rootOf } from '../root.ts'
import type { Sender } from '../sender/sender.ts'
import type { ControlOf } from '../wire.ts'

/** What the runs ask of the source around them. */
export interface RunPort {
  readonly isStopped: boolean
  readonly isSynced: boolean
  askRoot(number: number): void
  /** Until something happened, or a short while passed (then cancellation is looked at). */
  something(): Promise<void>
}

export interface SyncRuns {
  /** A final sync runs: its walks are the only ones. */
  readonly isFinal: boolean
  copyChanges(isCancelled: () => boolean): Promise<SyncOutcome>
  finalSync(isCancelled: () => boolean): Promise<SyncOutcome>
  answered(answer: ControlOf<'rootAnswer'>): void
}

const ROUNDS = 5

/** The two waits of a switch-over: for the lag to reach zero, and for both roots to be equal. */
export const createSyncRuns = (
  { sets, log }: Context,
  observers: readonly Observer[],
  sender: Sender,
  port: RunPort,
): SyncRuns => {
  let isFinal = false
  let questions = 0
  let answer: ControlOf<'rootAnswer'> | null = null

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
    if (port.isStopped) return { ok: false, code: 'cancelled', detail: 'the role changed' }
    if (!port.isSynced) return { ok: false, code: 'linkDown', detail: 'no channel to the standby' }
    const { failure } = sender.tally
    // What failed before and is on the standby by now is no trouble any more.
    if (failure !== null && sender.lag.get(failure.set, failure.path) !== undefined) {
      const detail = `${failure.code}: ${nameIn(failure.set, failure.path)}`
      return { ok: false, code: 'failed', detail }
    }
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
    await Promise.all(observers.map((observer) => observer.workOff()))
    for (const observer of observers) observer.settleDeletions()
    const cut = performance.now()
    for (;;) {
      const why = trouble(isCancelled)
      if (why !== null) return why
      if (!sender.lag.some((item) => item.since <= cut && !sender.isRestless(item)))
        return { ok: true, root: rootHere() }
      await port.something()
    }
  }

  const askRoot = async (isCancelled: () => boolean): Promise<SyncOutcome | ControlOf<'rootAnswer'>> => {
    questions += 1
    answer = null
    port.askRoot(questions)
    for (;;) {
      const got = answer as ControlOf<'rootAnswer'> | null
      if (got !== null && got.number === questions) return got
      const why = trouble(isCancelled)
      if (why !== null) return why
      await port.something()
    }
  }

  const finalSync = async (isCancelled: () => boolean): Promise<SyncOutcome> => {
    const early = trouble(isCancelled)
    if (early !== null && !early.ok && early.code !== 'failed') return early
    isFinal = true
    sender.setPatience('short')
    for (const observer of observers) observer.pause()
    try {
      // The cut: what this walk finds. Later changes wait until this is over.
      await Promise.all(observers.map((observer) => observer.fullWalk('deep')))
      for (let round = 0; round < ROUNDS; round += 1) {
        for (;;) {
          for (const observer of observers) observer.settleDeletions()
          const why = trouble(isCancelled)
          if (why !== null) return why
          if (sender.lag.count === 0 && sender.isIdle) break
          await port.something()
        }
        const got = await askRoot(isCancelled)
        if ('ok' in got) return got
        const root = rootHere()
        if (got.root === root) return { ok: true, root }
        log.info(
          `Replication: roots differ after round ${round + 1} (the standby found ${got.found} items changed).`,
        )
        await port.something()
      }
      return { ok: false, code: 'rootsDiffer', detail: `after ${ROUNDS} rounds` }
    } finally {
      isFinal = false
      sender.setPatience('wait')
      for (const observer of observers) observer.resume()
    }
  }

  return {
    get isFinal() {
      return isFinal
    },
    copyChanges,
    finalSync,
    answered: (received) => {
      answer = received
    },
  }
}
