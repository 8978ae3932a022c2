import path from 'node:path'
import type { RecordEntry } from '../../shared/contract/record.ts'
import { checkLedger, contentsBelow, readLedger } from '../demo/auditor-ledger.ts'
import { compareTrees, walkTree } from '../demo/auditor-tree.ts'
import { otherRole, type Role, roles, sideOf } from '../demo/world-plan.ts'
import { excludedFolder, treeSets } from '../fixtures/pbx-tree.ts'
import type { FaultCase, Recorded } from './fault-case.ts'
import { until } from './fault-server.ts'
import type { FaultWorld } from './fault-world.ts'
import { UPDATED_WITHIN_MS } from './hosts.ts'

/** What must be so after every case, by what stands on disks and answers on the network, not by belief. */

const SHOWN = 5
const TREES_WITHIN_MS = 30_000
const leftOut = [excludedFolder, ...treeSets.map((set) => `${set}/.redundancy-manager`)]

/** Exactly one server in control by the word of both, its services alone answering, the lines on its side. */
export const untilOneHolder = async (world: FaultWorld, wanted: FaultCase['holder'], withinMs: number) => {
  const { auditor, servers } = world
  const endMs = Date.now() + withinMs
  const leftMs = () => Math.max(1, endMs - Date.now())
  const isAtRest = (role: Role) =>
    auditor.isUp(sideOf(role)) && auditor.isDown(sideOf(otherRole(role))) && auditor.box() === sideOf(role)
  for (;;) {
    const [first, second] = await Promise.all(
      roles.map((role) =>
        servers[role].until(
          'knows who is in control',
          ({ activeSystem }) =>
            wanted === 'either' ? ['primary', 'secondary'].includes(activeSystem) : activeSystem === wanted,
          leftMs(),
        ),
      ),
    )
    const holder = first?.activeSystem as Role
    if (second?.activeSystem === holder && (await until(() => isAtRest(holder), Math.min(1_000, leftMs()))))
      return holder
    if (Date.now() >= endMs) {
      const up = roles.filter((role) => auditor.isUp(sideOf(role)))
      throw new Error(
        `no single holder ${withinMs} ms after healing: the servers say ${first?.activeSystem} and ` +
          `${second?.activeSystem}, services answer on ${up.join(' and ') || 'neither'}, the box is on ${auditor.box()}`,
      )
    }
  }
}

const differences = (world: FaultWorld): string[] => {
  try {
    const [left, right] = roles.map((role) => walkTree(world.servers[role].paths.tree, leftOut))
    if (left === undefined || right === undefined) return ['a tree is missing']
    return compareTrees(left, right).map(({ path: name, what }) => `${name} ${what}`)
  } catch (error) {
    // A file that vanishes under the walker is a tree at work.
    return [String(error)]
  }
}

export const treeFaults = async (world: FaultWorld, withinMs = TREES_WITHIN_MS): Promise<string[]> => {
  let found = differences(world)
  for (const endMs = Date.now() + withinMs; found.length > 0 && Date.now() < endMs; ) {
    await new Promise((resolve) => setTimeout(resolve, 300))
    found = differences(world)
  }
  return found.slice(0, SHOWN).map((difference) => `the trees differ: ${difference}`)
}

export interface LedgerAudit {
  readonly faults: string[]
  readonly acknowledged: number
  /** Only in salvage now, because an unplanned take-over came before they were copied. */
  readonly salvaged: number
}

/** Every file that was acknowledged is in both trees; the newest before an unplanned take-over may be in salvage instead. */
export const auditLedgers = (world: FaultWorld, struckMs: number): LedgerAudit => {
  const faults: string[] = []
  let acknowledged = 0
  const salvage = roles.map((role) => contentsBelow(path.join(world.servers[role].paths.data, 'salvage')))
  const salvaged = new Set<string>()
  for (const role of roles) {
    const entries = readLedger(world.servers[role].paths.ledger)
    acknowledged += entries.length
    for (const { entry, what } of roles.flatMap((other) =>
      checkLedger(entries, world.servers[other].paths.tree),
    )) {
      const isKept = salvage.some((contents) => contents.has(entry.sha256))
      const wasOld = entry.atMs < struckMs - UPDATED_WITHIN_MS
      if (isKept && !wasOld) salvaged.add(entry.path)
      else
        faults.push(
          `${entry.path}, acknowledged by the ${role} ${Math.round(entry.atMs - struckMs)} ms from the fault, ` +
            `${what}${isKept ? ', only in salvage although it was Updated' : ' and not in salvage'}`,
        )
    }
  }
  return { faults: faults.slice(0, SHOWN), acknowledged, salvaged: salvaged.size }
}

const isLike = (entry: RecordEntry, wanted: Exclude<Recorded, 'nothing'>): boolean =>
  entry.act === wanted.act &&
  entry.outcome === wanted.outcome &&
  (wanted.by === undefined || entry.server === wanted.by) &&
  (wanted.failing === undefined || entry.rules.some(({ rule, holds }) => rule === wanted.failing && !holds))

const shortly = ({ server, act, outcome, rules }: RecordEntry): string => {
  const failing = rules.filter(({ holds }) => !holds).map(({ rule, value }) => `${rule} ${value}`)
  return `${server} ${act} ${outcome}${failing.length === 0 ? '' : ` (${failing.join(', ')})`}`
}

/** The record says why control moved, or why it did not. `nothing`: a short stall of a busy computer may be noted. */
export const recordFaults = (entries: readonly RecordEntry[], wanted: readonly Recorded[]): string[] => {
  const isSaid = wanted.some((one) =>
    one === 'nothing'
      ? entries.every(({ act }) => act === 'stall')
      : entries.some((entry) => isLike(entry, one)),
  )
  if (isSaid) return []
  const asked = wanted.map((one) =>
    one === 'nothing' ? one : `${one.act} ${one.outcome} ${one.failing ?? ''}`,
  )
  return [
    `the record does not say ${asked.join(' or ')}; it says: ${entries.map(shortly).join('; ') || 'nothing'}`,
  ]
}
