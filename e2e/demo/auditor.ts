import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Endpoint, SampleEvent, Side } from './auditor-samples.ts'
import type { WatchPlan } from './auditor-watch.ts'
import { nowMs } from './clock.ts'

/**
 * The auditor: judges the pair from outside, with its own tree walker (auditor-tree), its own reading of
 * the writers' ledgers (auditor-ledger), its own formula (auditor-bound) and its own eyes on services and
 * box (auditor-watch, a process). It imports nothing of the product and asks it nothing.
 */

export type BoxPosition = 'A' | 'B' | 'mixed' | 'silent'

export type WatchEvent =
  | SampleEvent
  | {
      readonly kind: 'box'
      readonly position: BoxPosition
      readonly askedMs: number
      readonly atMs: number
    }
  | { readonly kind: 'count'; readonly ticks: number; readonly longestGapMs: number; readonly atMs: number }

export interface Auditor {
  /** Whether every service of a side answers now, by the newest samples. */
  isUp(side: Side): boolean
  isDown(side: Side): boolean
  box(): BoxPosition | 'unknown'
  /** The first moment after `sinceMs` at which every service of the side answered; null: not in time. */
  waitUntilUp(side: Side, sinceMs: number, withinMs: number): Promise<number | null>
  /** Every service of the side stopped answering; a silent UDP service is known by its answer that did not come. */
  waitUntilDown(side: Side, withinMs: number): Promise<boolean>
  waitForBox(position: BoxPosition, withinMs: number): Promise<boolean>
  /** What must never be: services on both sides at one moment. Empty when all is well. */
  violations(): readonly string[]
  /** The first violation, waited for; null: none in time. */
  waitForViolation(withinMs: number): Promise<string | null>
  /** A side's services answer while the box stands elsewhere: wrong once everything is at rest. */
  restFaults(): string[]
  samples(): { ticks: number; longestGapMs: number }
  /** Every change it saw, for evidence. */
  events(): readonly WatchEvent[]
  end(): void
}

/** One is enough to fail; a few more show how long it lasted. */
const MOST_VIOLATIONS = 50

const key = (side: Side, service: string) => `${side} ${service}`

/** `from` turns a command line into one that runs where the auditor looks from. */
export const startAuditor = (
  plan: WatchPlan,
  from: (argv: readonly string[]) => readonly string[] = (argv) => argv,
): Auditor => {
  const script = path.join(import.meta.dirname, 'auditor-watch.ts')
  const [program = '', ...args] = from([process.execPath, script, JSON.stringify(plan)])
  const watch: ChildProcess = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const events: WatchEvent[] = []
  const violations: string[] = []
  const upSince = new Map<string, number>()
  const listeners = new Set<() => void>()
  let box: BoxPosition | 'unknown' = 'unknown'
  let counted = { ticks: 0, longestGapMs: 0 }
  let isEnding = false

  const take = (event: WatchEvent) => {
    if (event.kind === 'count') counted = event
    else if (event.kind !== 'both') events.push(event)
    else if (violations.length < MOST_VIOLATIONS) {
      events.push(event)
      violations.push(`services on both: ${event.detail} (at ${event.atMs.toFixed(0)} ms)`)
    }
    if (event.kind === 'box') box = event.position
    if (event.kind === 'up') upSince.set(key(event.side, event.service), event.atMs)
    if (event.kind === 'down') upSince.delete(key(event.side, event.service))
    for (const listener of listeners) listener()
  }
  if (watch.stdout) createInterface({ input: watch.stdout }).on('line', (line) => take(JSON.parse(line)))
  watch.on('exit', (code, signal) => {
    if (isEnding) return
    // Without its eyes the auditor can vouch for nothing: that is a finding, not a detail.
    take({ kind: 'both', atMs: nowMs(), detail: `the watch ended by itself (${signal ?? code})` })
  })

  const of = (side: Side): Endpoint[] => plan.endpoints.filter((endpoint) => endpoint.side === side)
  const upAt = (side: Side): number | null => {
    const times = of(side).map((endpoint) => upSince.get(key(side, endpoint.service)))
    return times.every((time) => time !== undefined) ? Math.max(...(times as number[])) : null
  }
  const isDown = (side: Side) => of(side).every(({ service }) => !upSince.has(key(side, service)))
  const until = <T>(look: () => T | null, withinMs: number): Promise<T | null> =>
    new Promise((resolve) => {
      const settle = (value: T | null) => {
        clearTimeout(timer)
        listeners.delete(check)
        resolve(value)
      }
      const check = () => {
        const value = look()
        if (value !== null) settle(value)
      }
      const timer = setTimeout(() => settle(null), withinMs)
      listeners.add(check)
      check()
    })

  return {
    isUp: (side) => upAt(side) !== null,
    isDown,
    box: () => box,
    waitUntilUp: (side, sinceMs, withinMs) =>
      until(() => {
        const at = upAt(side)
        return at !== null && at >= sinceMs ? at : null
      }, withinMs),
    waitUntilDown: async (side, withinMs) =>
      (await until(() => (isDown(side) ? side : null), withinMs)) !== null,
    waitForBox: async (position, withinMs) =>
      (await until(() => (box === position ? position : null), withinMs)) !== null,
    violations: () => violations,
    waitForViolation: (withinMs) => until(() => violations[0] ?? null, withinMs),
    restFaults: () => {
      const faults: string[] = []
      for (const side of ['A', 'B'] as const) {
        if (!isDown(side) && box !== side)
          faults.push(`services answer on side ${side}, the box is on ${box}`)
      }
      if (isDown('A') && isDown('B')) faults.push('no services answer on either side')
      return faults
    },
    samples: () => counted,
    events: () => events,
    end: () => {
      isEnding = true
      watch.kill('SIGTERM')
    },
  }
}
