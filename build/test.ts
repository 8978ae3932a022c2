/**
 * `npm test`: every stage in order, one summary line each, stops at the first that fails. The last
 * line is `N passed, N failed`. `npm test -- --only unit,pair` runs the named stages alone.
 */
import { readOptions, refuseWords } from './command-options.ts'
import { runCommand } from './run-command.ts'
import { type Counts, disguise, judged, sum, totalLine } from './test-counts.ts'
import { type Stage, stages } from './test-stages.ts'

const usage = 'npm test [-- --only STAGE,STAGE]'

const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The stages asked for, or one sentence about a name that is none. */
const chosen = (only: string | undefined): readonly Stage[] | string => {
  const all = stages()
  if (only === undefined) return all
  const names = only.split(',')
  const unknown = names.find((name) => !all.some((stage) => stage.name === name))
  if (unknown !== undefined) {
    return `There is no stage "${unknown}": --only takes ${all.map((stage) => stage.name).join(', ')}.`
  }
  return all.filter((stage) => names.includes(stage.name))
}

/** REQUIRE_DESKTOP=1: whoever runs this counts on the desktop tests. */
const isRequired = (): boolean => process.env.REQUIRE_DESKTOP === '1'

/** Null when the stage can run on this computer. */
const lackOf = async (stage: Stage, print: (line: string) => void): Promise<Counts | null> => {
  const fault = (await stage.fault?.(print)) ?? null
  if (fault === null) return null
  print(`THE ${stage.name.toUpperCase()} TESTS DID NOT RUN: ${fault}`)
  return { passed: 0, failed: isRequired() ? 1 : 0, skipped: 1 }
}

const run = async (stage: Stage): Promise<Counts> => {
  const print = (line: string): void => console.log(disguise(line, stage.name))
  try {
    const lacking = await lackOf(stage, print)
    if (lacking !== null) return lacking
    await stage.prepare?.(print)
  } catch (error) {
    print(sentence(error))
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const counts: Counts[] = []
  for (const command of stage.commands) {
    const ended = await runCommand(command, print)
    if (ended.problem !== null) print(`node ${command.node.join(' ')} ${ended.problem}`)
    counts.push(judged(command.counts(ended), ended.problem === null))
  }
  return sum(counts)
}

const summary = (name: string, counts: Counts, sinceMs: number): string => {
  if (counts.passed + counts.failed === 0)
    return `---- ${name.padEnd(11)} DID NOT RUN: its reason stands above`
  const verdict = counts.failed === 0 ? 'ok  ' : 'FAIL'
  const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`
  return `${verdict} ${name.padEnd(11)} ${totalLine(counts)}${skipped}, ${seconds(sinceMs)}`
}

const main = async (): Promise<number> => {
  const wanted = chosen(readOptions(usage, { only: { type: 'string' } }).only)
  if (typeof wanted === 'string') return refuseWords(usage, wanted)
  const started = performance.now()
  const all: Counts[] = []
  const summaries: string[] = []
  for (const stage of wanted) {
    console.log(`\n==== ${stage.name}`)
    const stageStarted = performance.now()
    const counts = await run(stage)
    all.push(counts)
    summaries.push(summary(stage.name, counts, stageStarted))
    console.log(summaries.at(-1))
    if (counts.failed > 0) break
  }
  const total = sum(all)
  console.log(`\n${summaries.join('\n')}\nall stages: ${seconds(started)} on Node ${process.versions.node}`)
  console.log(totalLine(total))
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

process.exitCode = await main()
