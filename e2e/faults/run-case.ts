import fs from 'node:fs'
import path from 'node:path'
import { nowMs } from '../demo/clock.ts'
import { type Role, roles, sideOf } from '../demo/world-plan.ts'
import { stackTraces } from '../pair/fixtures/stack-traces.ts'
import { auditLedgers, recordFaults, treeFaults, untilOneHolder } from './audit.ts'
import { createCaseBench } from './case-bench.ts'
import { type EpochWatch, watchEpochs } from './epochs.ts'
import type { FaultCase } from './fault-case.ts'
import { arm, createFaultWorld, type FaultWorld, makeReady, untilUpdated } from './fault-world.ts'
import { outagesOf } from './outages.ts'

/** One case on a pair of its own: made ready, struck, healed, audited. */

export interface CaseResult {
  readonly name: string
  /** Empty: passed. */
  readonly faults: readonly string[]
  readonly holder: Role | null
  /** From the fault until the services of the holder answered for good; 0: they never stopped. */
  readonly toHolderMs: number
  /** The longest time no services answered. */
  readonly outageMs: number
  /** The longest time both answered, where that is allowed. */
  readonly bothMs: number
  readonly samples: number
  /** The longest pause between two looks. */
  readonly longestGapMs: number
  readonly acknowledged: number
  readonly salvaged: number
  readonly tookMs: number
}

const RESULTS = path.resolve(import.meta.dirname, '../../test-results/faults')
const roleList: readonly Role[] = roles

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What was recorded since: entries are counted, as a server's clock may be a case's fault. */
const recordSince = async (world: FaultWorld, counts: readonly number[]) => {
  const all = await Promise.all(roles.map((role) => world.servers[role].history()))
  return all.flatMap((entries, index) => entries.slice(counts[index]))
}

const endedWorkers = (files: readonly string[]): string[] =>
  files
    .flatMap((file) => fs.readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.includes('ended unexpectedly'))

const keepEvidence = (world: FaultWorld, name: string, faults: readonly string[]): void => {
  const folder = path.join(RESULTS, `${name.replace(/\W+/g, '-')}-${Date.now()}`)
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'faults.txt'), `${faults.join('\n')}\n`)
  const events = world.auditor.events().map((event) => JSON.stringify(event))
  fs.writeFileSync(path.join(folder, 'watch.jsonl'), `${events.join('\n')}\n`)
  for (const role of roles) {
    const records = path.join(world.servers[role].paths.data, 'records')
    if (fs.existsSync(records)) fs.cpSync(records, path.join(folder, `${role}-records`), { recursive: true })
  }
  for (const file of world.logs()) {
    fs.copyFileSync(file, path.join(folder, path.relative(world.folder, file).replaceAll('/', '-')))
  }
}

export const runCase = async (fault: FaultCase): Promise<CaseResult> => {
  const startedMs = nowMs()
  const faults: string[] = []
  let holder: Role | null = null
  let struckMs = startedMs
  let measured = { toHolderMs: 0, outageMs: 0, bothMs: 0, samples: 0, longestGapMs: 0 }
  let ledgers = { acknowledged: 0, salvaged: 0 }
  const world = await createFaultWorld({ timing: fault.timing ?? 'steady' })
  const epochs = new Map<Role, EpochWatch>()
  const bench = createCaseBench(world, fault)

  const audit = async (before: Role, epochBefore: number, counts: readonly number[]) => {
    holder = await untilOneHolder(world, fault.holder, fault.withinMs)
    const restMs = nowMs()
    await untilUpdated(world, holder)
    world.calls(null)
    faults.push(...(await treeFaults(world)))
    const { faults: lost, ...counted } = auditLedgers(world, struckMs)
    ledgers = counted
    faults.push(...lost, ...recordFaults(await recordSince(world, counts), fault.record))
    for (const watch of epochs.values()) faults.push(...watch.faults())
    const epoch = epochs.get(holder)?.now().held ?? 0
    if (holder !== before && epoch <= epochBefore) faults.push(`control moved and the epoch stayed ${epoch}`)
    const outages = outagesOf(world.auditor.events(), struckMs, restMs)
    const upMs = outages.lastUpMs(sideOf(holder))
    measured = {
      ...measured,
      toHolderMs: upMs === null ? 0 : upMs - struckMs,
      outageMs: outages.longestMs,
      bothMs: outages.bothMs,
    }
    const allowedMs = fault.overlapMs
    if (allowedMs === undefined) faults.push(...world.auditor.violations().slice(0, 3))
    else if (outages.bothMs > allowedMs)
      faults.push(`services on both for ${Math.round(outages.bothMs)} ms, ${allowedMs} ms are allowed here`)
    faults.push(...endedWorkers(world.logs()).slice(0, 3))
    faults.push(...stackTraces(world.logs()).slice(0, 3))
  }

  try {
    await fault.prepare?.(bench)
    await makeReady(world, fault.surroundings?.(bench) ?? {})
    for (const role of roleList) epochs.set(role, watchEpochs(role, world.servers[role].paths.data))
    if (fault.unarmed !== true) await arm(world, 'secondary')
    await bench.serves('primary')
    const counts = await Promise.all(roles.map(async (role) => (await world.servers[role].history()).length))
    const epochBefore = epochs.get('primary')?.now().held ?? 0
    struckMs = nowMs()
    await fault.strike(bench)
    await fault.heal(bench)
    await audit('primary', epochBefore, counts)
  } catch (error) {
    faults.push(sentence(error))
  }
  try {
    const { ticks, longestGapMs } = world.auditor.samples()
    measured = { ...measured, samples: ticks, longestGapMs }
    for (const watch of epochs.values()) watch.end()
    if (faults.length > 0) keepEvidence(world, fault.name, faults)
    await Promise.all(roles.map((role) => world.servers[role].stop()))
  } finally {
    await world.end()
  }
  return { name: fault.name, faults, holder, ...measured, ...ledgers, tookMs: nowMs() - startedMs }
}
