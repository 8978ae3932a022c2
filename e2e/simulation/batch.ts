import { simulate } from './simulate.ts'

/** Runs on consecutive seeds, and what came of them. */
export interface Batch {
  readonly from: number
  readonly runs: number
}

export interface BatchResult {
  readonly runs: number
  readonly violations: readonly { readonly seed: number; readonly violation: string }[]
  readonly steps: number
  /** Starts of the services. */
  readonly starts: number
  readonly faults: number
  readonly simulatedMs: number
}

export const emptyResult: BatchResult = {
  runs: 0,
  violations: [],
  steps: 0,
  starts: 0,
  faults: 0,
  simulatedMs: 0,
}

export const addResults = (a: BatchResult, b: BatchResult): BatchResult => ({
  runs: a.runs + b.runs,
  violations: [...a.violations, ...b.violations],
  steps: a.steps + b.steps,
  starts: a.starts + b.starts,
  faults: a.faults + b.faults,
  simulatedMs: a.simulatedMs + b.simulatedMs,
})

/** Seeds after the first violation of a batch say nothing new: it ends there. */
export const runBatch = ({ from, runs }: Batch): BatchResult => {
  let result = emptyResult
  for (let seed = from; seed < from + runs; seed += 1) {
    const { violation, steps, switches, faults, simulatedMs } = simulate({ seed, keepsTrace: false })
    result = addResults(result, {
      runs: 1,
      violations: violation === null ? [] : [{ seed, violation }],
      steps,
      starts: switches,
      faults: faults.length,
      simulatedMs,
    })
    if (violation !== null) break
  }
  return result
}
