import type { Clock, Log, Tick } from '../ports.ts'
import { findMembers, isAlive, type ProcessEntry } from './process-table.ts'
import type { Runner } from './runners/runner.ts'
import { planStop } from './stop-plan.ts'

/** How often is looked while the services end, and when they are late. */
const ROUND_MS = 5
const LATE_ROUND_MS = 50
/** Between two lines of the log about services that do not end. */
const COMPLAIN_MS = 5_000
/** One look at the process table is no snapshot: a child forked meanwhile may be missed. Two in a row are. */
const CLEAN_LOOKS = 2

interface Ending {
  readonly runner: Runner
  asked: boolean
  members: readonly ProcessEntry[]
  cleanLooks: number
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const isGone = (ending: Ending): boolean => ending.asked && ending.cleanLooks >= CLEAN_LOOKS

/** Looks at the known processes first; the whole table only when they are gone or force is due. */
const look = (endings: readonly Ending[], notBefore: number, isForced: boolean): void => {
  const due = endings.filter(
    (ending) => !isGone(ending) && (isForced || !ending.members.some((member) => isAlive(member))),
  )
  const found = findMembers(due.map(({ runner }) => runner.mark(notBefore)))
  due.forEach((ending, index) => {
    ending.members = found[index] ?? []
    const isClean = ending.asked && ending.members.length === 0 && ending.runner.isProvedGone()
    ending.cleanLooks = isClean ? ending.cleanLooks + 1 : 0
  })
}

/**
 * Ends the services (in this order) and resolves when it is proved that nothing of them is left: within
 * `stopLimitMs` of `from`, or later with a complaint in the log when the kernel cannot end one.
 */
export const stopRunners = async (
  runners: readonly Runner[],
  notBefore: number,
  from: Tick,
  stopLimitMs: number,
  clock: Clock,
  log: Log,
): Promise<void> => {
  const plan = planStop(runners.length, from, stopLimitMs)
  const endings: Ending[] = runners.map((runner) => ({ runner, asked: false, members: [], cleanLooks: 0 }))
  let complainAt = plan.overBy + COMPLAIN_MS
  look(endings, notBefore, true)
  while (endings.some((ending) => !isGone(ending))) {
    const now = clock.now()
    endings.forEach((ending, index) => {
      const before = endings[index - 1]
      if (ending.asked || !(before === undefined || isGone(before) || now >= plan.askBy(index))) return
      ending.asked = true
      ending.runner.terminate(ending.members)
    })
    if (now >= plan.killAt) {
      for (const ending of endings) if (!isGone(ending)) ending.runner.kill(ending.members)
    }
    // Never waited for: a unit's answer comes when it comes.
    for (const ending of endings) if (ending.asked && !isGone(ending)) void ending.runner.refresh()
    if (now >= complainAt) {
      complainAt = now + COMPLAIN_MS
      const left = endings.filter((ending) => !isGone(ending))
      const names = left.map(({ runner, members }) => {
        const pids = members.map((member) => member.pid).join(', ')
        return `${runner.entry.id}${pids === '' ? '' : ` (process ${pids})`}`
      })
      log.warn(`Services that cannot be proved stopped: ${names.join('; ')}.`)
    }
    await pause(now >= plan.overBy ? LATE_ROUND_MS : ROUND_MS)
    look(endings, notBefore, clock.now() >= plan.killAt)
  }
}
