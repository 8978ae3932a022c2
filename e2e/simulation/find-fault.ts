import { runCrew } from './crew.ts'
import { makeMutant } from './mutants.ts'
import type { Mutation } from './mutations/mutation.ts'

/** What became of one deliberate fault. */
export interface Found {
  readonly mutation: Mutation
  /** Null: not found. */
  readonly runs: number | null
  readonly violation: string
}

/** So many runs have to end, well or with a violation, before anything counts. */
const LEAST_RUNS = 10

/** A core that throws shows nothing about a rule: it is not found, and says what it threw. */
export const findFault = async (
  mutation: Mutation,
  { number, from, most }: { readonly number: number; readonly from: number; readonly most: number },
): Promise<Found> => {
  const mutant = makeMutant(mutation, number)
  const { workerFile } = mutant
  try {
    await runCrew({ runs: LEAST_RUNS, from, workerFile, threads: 1, batchRuns: 1, goesOn: true })
    const { violations } = await runCrew({ runs: most, from, workerFile })
    const first = [...violations].sort((a, b) => a.seed - b.seed)[0]
    if (first === undefined) return { mutation, runs: null, violation: '' }
    return { mutation, runs: first.seed - from + 1, violation: first.violation }
  } catch (error) {
    return { mutation, runs: null, violation: `it does not run: ${String(error)}` }
  } finally {
    mutant.remove()
  }
}
