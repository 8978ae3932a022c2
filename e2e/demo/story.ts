import fs from 'node:fs'
import path from 'node:path'
import { excludedFolder, treeSets } from '../fixtures/pbx-tree.ts'
import { type Auditor, startAuditor } from './auditor.ts'
import { compareTrees, type Difference, walkTree } from './auditor-tree.ts'
import { nowMs } from './clock.ts'
import type { PairWorld } from './pair-world.ts'
import { type Role, roles, sideOf } from './world-plan.ts'

/** A story told step by step, each judged by the auditor; the first step that fails ends it with evidence. */

export interface Story {
  readonly world: PairWorld
  readonly auditor: Auditor
  /** Acknowledged files that an unplanned take-over cost, by path: named then, and kept in salvage. */
  readonly lost: Set<string>
  /** Runs one step and prints its line: the auditor's time, the name, what was measured. */
  step(name: string, act: () => Promise<string>): Promise<void>
  /** An indented line under the step before. */
  note(text: string): void
}

export class StepFailure extends Error {
  readonly evidence: readonly string[]
  constructor(message: string, evidence: readonly string[]) {
    super(message)
    this.evidence = evidence
  }
}

/** Ends the step when something is not as it must be. */
export const must = (holds: boolean, message: string, evidence: readonly string[] = []): void => {
  if (!holds) throw new StepFailure(message, evidence)
}

const INTERVAL_MS = 5
/** A question without an answer for so long was not answered. */
const ANSWER_WITHIN_MS = 500
const BOX_INTERVAL_MS = 20

export const watchWorld = (world: PairWorld): Auditor =>
  startAuditor({
    intervalMs: INTERVAL_MS,
    answerWithinMs: ANSWER_WITHIN_MS,
    boxUrl: `${world.boxControl}/state`,
    boxIntervalMs: BOX_INTERVAL_MS,
    endpoints: roles.flatMap((role) => {
      const common = { side: sideOf(role), host: world.servers[role].address }
      return [
        { ...common, service: 'switching', kind: 'tcp' as const, port: world.ports.switching },
        { ...common, service: 'ip-phone', kind: 'sip' as const, port: world.ports.sip },
        { ...common, service: 'voice-mail', kind: 'tcp' as const, port: world.ports.voiceMail },
      ]
    }),
  })

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`

/** Board configuration belongs to each server; the second is the product's own room for half-made files. */
const leftOut = [excludedFolder, ...treeSets.map((set) => `${set}/.redundancy-manager`)]

export const treeDifferences = (world: PairWorld): Difference[] => {
  const [left, right] = roles.map((role) => walkTree(world.servers[role].tree, leftOut))
  return left === undefined || right === undefined ? [] : compareTrees(left, right)
}

const SHOWN = 12
const listed = (differences: readonly Difference[]): string[] => [
  ...differences.slice(0, SHOWN).map(({ path, what }) => `${path}: ${what}`),
  ...(differences.length > SHOWN ? [`... ${differences.length} in all`] : []),
]

/** A file that vanishes under the walker is a tree at work: walked again. */
const isMoving = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Walks both trees until they are the same; says how many items. */
export const mustBecomeIdentical = async (world: PairWorld, withinMs: number): Promise<string> => {
  const until = nowMs() + withinMs
  for (;;) {
    let differences: Difference[] = [{ path: '', what: 'the trees did not hold still' }]
    try {
      differences = treeDifferences(world)
    } catch (error) {
      if (!isMoving(error)) throw error
    }
    if (differences.length === 0) break
    must(nowMs() < until, `The trees still differ after ${seconds(withinMs)}.`, listed(differences))
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  const items = walkTree(world.servers.primary.tree, leftOut).size
  return `trees identical (${items} items)`
}

const lastLines = (text: string, count: number): string[] => text.trimEnd().split('\n').slice(-count)

/** A browser's stores, some of them called logs and none of them text. */
const electronsOwn = `desktop${path.sep}`

/** The newest lines of the product's own diagnostic logs, whatever they are called. */
const diagnosticLines = (data: string): string[] =>
  fs
    .readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log') && !name.startsWith(electronsOwn))
    .flatMap((name) => [`--- ${name}:`, ...lastLines(fs.readFileSync(path.join(data, name), 'utf8'), 25)])

const serverEvidence = async (world: PairWorld, role: Role): Promise<string[]> => {
  const result = await world.cli(role, ['status'])
  const record = await world.cli(role, ['record', '-n', '12'])
  const ended = world.ended(role)
  return [
    `--- ${role}: ${ended === null ? `pid ${world.pid(role) ?? 'none'}` : `ENDED by itself (${ended})`}; status (exit ${result.code}):`,
    ...lastLines(result.stdout || result.stderr, 40),
    `--- ${role}: its record:`,
    ...lastLines(record.stdout || record.stderr, 30),
    `--- ${role}: its output ends with:`,
    ...lastLines(world.output(role), 15),
    ...diagnosticLines(world.servers[role].data),
  ]
}

/** What the auditor saw last and what both servers say: printed when a step fails. */
export const gatherEvidence = async (
  world: PairWorld,
  auditor: Auditor,
  startMs: number,
): Promise<string[]> => {
  const at = (ms: number) => seconds(ms - startMs)
  const events = auditor
    .events()
    .slice(-20)
    .map((event) => {
      const { kind, atMs, ...rest } = event
      return `${at(atMs)} ${kind} ${JSON.stringify(rest)}`
    })
  const servers = await Promise.all(roles.map((role) => serverEvidence(world, role)))
  return ['--- what the auditor saw last:', ...events, ...servers.flat()]
}

export const createStory = (world: PairWorld, auditor: Auditor, print: (line: string) => void): Story => {
  const startMs = nowMs()
  const stamp = () => `[${((nowMs() - startMs) / 1000).toFixed(3).padStart(8)} s]`
  return {
    world,
    auditor,
    lost: new Set(),
    note: (text) => print(`${' '.repeat(13)}     ${text}`),
    step: async (name, act) => {
      try {
        const detail = await act()
        must(auditor.violations().length === 0, auditor.violations()[0] ?? '')
        print(`${stamp()} ok  ${name}: ${detail}`)
      } catch (error) {
        const evidence = error instanceof StepFailure ? error.evidence : []
        print(`${stamp()} FAILED  ${name}: ${(error as Error).message}`)
        for (const line of auditor.violations().slice(0, 3)) print(`    ${line}`)
        for (const line of evidence) print(`    ${line}`)
        for (const line of await gatherEvidence(world, auditor, startMs)) print(`    ${line}`)
        throw new StepFailure(name, [])
      }
    },
  }
}
