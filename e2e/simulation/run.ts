import fs from 'node:fs'
import { readOptions, refuseWords } from '../../build/command-options.ts'
import { allOf, type BatchResult, spreadOf } from './batch.ts'
import { commitNow } from './commit.ts'
import { coreDigest } from './core-digest.ts'
import { runCrew } from './crew.ts'
import { appendLine } from './report-file.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'

/**
 * `npm run simulate -- [--runs N] [--seed S] [--trace] [--report FILE]`: simulated runs on consecutive seeds
 * from a fresh one, which is printed. The first violation is shrunk to a short trace; it replays with `--seed S --runs 1 --trace`.
 * With `--report` a line is added to the table in that file. Exit code 0, 1 (a violation), 2 (wrong words).
 */
const usage = 'npm run simulate [-- --runs 500] [--seed 1] [--trace] [--report FILE]'

const wholeNumber = (text: string, least: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(value) && value >= least) return value
  return refuseWords(usage, `--runs and --seed take whole numbers, not "${text}"`)
}

const readChoice = () => {
  const options = {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    trace: { type: 'boolean', default: false },
    report: { type: 'string', default: '' },
  } as const
  const { runs, seed, trace, report } = readOptions(usage, options)
  return { runs: wholeNumber(runs, 1), seed: wholeNumber(seed, 0), isTraced: trace, report }
}

/** A fault a line, then what happened, most of it near the end. */
const explain = (seed: number): void => {
  const small = shrink(simulate({ seed, keepsTrace: false }))
  console.error(`simulation: seed ${seed}: ${small.violation}`)
  console.error(`shrunk to ${small.faults.length} faults:`)
  for (const fault of small.faults) console.error(`  ${JSON.stringify(fault)}`)
  console.error(small.trace.slice(-60).join('\n'))
  console.error(`replay the whole run: npm run simulate -- --seed ${seed} --runs 1 --trace`)
}

/** What a run costs, whatever else the machine is doing. */
const coreMs = (runs: number): string => {
  const { user, system } = process.cpuUsage()
  return ((user + system) / 1_000 / Math.max(1, runs)).toFixed(1)
}

const summary = (runs: number, result: BatchResult, seconds: number): string => {
  const minutes = spreadOf(result.minutes)
  const faults = spreadOf(result.faults)
  return [
    `simulation: ${result.runs - result.violations.length} of ${runs} runs without a violation, ` +
      `${seconds.toFixed(1)} s (${Math.round((result.runs / seconds) * 60)} runs a minute, ${coreMs(result.runs)} ms of a core each)`,
    `  simulated minutes a run: at least ${minutes.least}, median ${minutes.median}`,
    `  faults that struck a run: at least ${faults.least}, median ${faults.median}, ${allOf(result.faults)} in all`,
    `  ${result.steps} steps of a core, each checked; ${result.starts} starts of services`,
  ].join('\n')
}

const { runs, seed, isTraced, report } = readChoice()
if (report !== '' && !fs.existsSync(report)) refuseWords(usage, `There is no file ${report} to report into`)
const core = coreDigest()
console.log(`simulation: ${runs} runs from seed ${seed}, core ${core}`)
if (isTraced) {
  for (let at = seed; at < seed + runs; at += 1)
    console.log(simulate({ seed: at, keepsTrace: true }).trace.join('\n'))
}
const began = performance.now()
const result = await runCrew({ runs, from: seed })
const seconds = (performance.now() - began) / 1_000
const violations = result.violations.map((one) => one.seed).sort((a, b) => a - b)
if (violations[0] !== undefined) explain(violations[0])
console.log(summary(runs, result, seconds))
if (report !== '') {
  appendLine(report, {
    day: new Date().toISOString().slice(0, 10),
    commit: commitNow(),
    from: seed,
    runs: result.runs,
    simulatedMs: result.simulatedMs,
    faults: allOf(result.faults),
    violations,
    core,
  })
}
process.exit(result.violations.length === 0 ? 0 : 1)
