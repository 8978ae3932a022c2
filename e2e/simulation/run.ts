import { readOptions, refuseWords } from '../../build/command-options.ts'
import type { BatchResult } from './batch.ts'
import { runCrew } from './crew.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'

/**
 * `npm run simulate -- [--runs N] [--seed S] [--trace]`: simulated runs on consecutive seeds from a fresh one,
 * which is printed. The first violation is shrunk to a short trace; it replays with `--seed S --runs 1 --trace`.
 * Exit code 0, 1 (a violation), 2 (wrong words).
 */
const usage = 'npm run simulate [-- --runs 500] [--seed 1] [--trace]'

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
  } as const
  const { runs, seed, trace } = readOptions(usage, options)
  return { runs: wholeNumber(runs, 1), seed: wholeNumber(seed, 0), isTraced: trace }
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

const summary = (runs: number, result: BatchResult, seconds: number): string => {
  const minutes = result.simulatedMs / 60_000 / Math.max(1, result.runs)
  return (
    `simulation: ${result.runs - result.violations.length} of ${runs} runs without a violation, ` +
    `${minutes.toFixed(1)} simulated minutes and ${(result.faults / Math.max(1, result.runs)).toFixed(1)} faults a run, ` +
    `${result.steps} steps, ${result.starts} starts of services, ` +
    `${seconds.toFixed(1)} s (${Math.round((result.runs / seconds) * 60)} runs a minute)`
  )
}

const { runs, seed, isTraced } = readChoice()
console.log(`simulation: ${runs} runs from seed ${seed}`)
if (isTraced) {
  for (let at = seed; at < seed + runs; at += 1)
    console.log(simulate({ seed: at, keepsTrace: true }).trace.join('\n'))
}
const began = performance.now()
const result = await runCrew({ runs, from: seed })
const first = [...result.violations].sort((a, b) => a.seed - b.seed)[0]
if (first !== undefined) explain(first.seed)
console.log(summary(runs, result, (performance.now() - began) / 1_000))
process.exit(result.violations.length === 0 ? 0 : 1)
