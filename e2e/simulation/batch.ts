import { simulate } from './simulate.ts'

/** Runs on consecutive seeds, and what came of them. */
export interface Batch {
  readonly from: number
  readonly runs: number
}

/** How many runs had which value. */
export type Counts = ReadonlyMap<number, number>

export interface BatchResult {
  readonly runs: number
  readonly violations: readonly { readonly seed: number; readonly violation: string }[]
  readonly steps: number
  /** Starts of the services. */
  readonly starts: number
  readonly simulatedMs: number
  /** Of simulated minutes, in tenths, and of faults that struck. */
  readonly minutes: Counts
  readonly faults: Counts
}

export const emptyResult: BatchResult = {
  runs: 0,
  violations: [],
  steps: 0,
  starts: 0,
  simulatedMs: 0,
  minutes: new Map(),
  faults: new Map(),
}

const addCounts = (a: Counts, b: Counts): Counts => {
  const sum = new Map(a)
  for (const [value, times] of b) sum.set(value, (sum.get(value) ?? 0) + times)
  return sum
}

/** The least and the median. */
export const spreadOf = (counts: Counts): { least: number; median: number } => {
  const values = [...counts.keys()].sort((a, b) => a - b)
  const runs = [...counts.values()].reduce((sum, times) => sum + times, 0)
  let passed = 0
  for (const value of values) {
    passed += counts.get(value) ?? 0
    if (passed * 2 >= runs) return { least: values[0] ?? 0, median: value }
  }
  return { least: 0, median: 0 }
}

export const allOf = (counts: Counts): number =>
  [...counts].reduce((sum, [value, times]) => sum + value * times, 0)

export const addResults = (a: BatchResult, b: BatchResult): BatchResult => ({
  runs: a.runs + b.runs,
  violations: [...a.violations, ...b.violations],
  steps: a.steps + b.steps,
  starts: a.starts + b.starts,
  simulatedMs: a.simulatedMs + b.simulatedMs,
  minutes: addCounts(a.minutes, b.minutes),
  faults: addCounts(a.faults, b.faults),
})

/** Seeds after the first violation of a batch say nothing new: it ends there. */
export const runBatch = ({ from, runs }: Batch): BatchResult => {
  let result = emptyResult
  for (let seed = from; seed < from + runs; seed += 1) {
    const { violation, steps, switches, struck, simulatedMs } = simulate({ seed, keepsTrace: false })
    result = addResults(result, {
      runs: 1,
      violations: violation === null ? [] : [{ seed, violation }],
      steps,
      starts: switches,
      simulatedMs,
      minutes: new Map([[Math.floor(simulatedMs / 6_000) / 10, 1]]),
      faults: new Map([[struck, 1]]),
    })
    if (violation !== null) break
  }
  return result
}
