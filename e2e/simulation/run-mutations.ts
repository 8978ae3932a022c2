import { readOptions, refuseWords } from '../../build/command-options.ts'
import { runCrew } from './crew.ts'
import { makeMutant } from './mutants.ts'
import type { Mutation } from './mutations/mutation.ts'
import { mutations } from './mutations.ts'

/**
 * `npm run simulate:mutations -- [--runs N] [--seed S] [--only TEXT]`: each deliberate fault has to be found within
 * N runs (20,000). Prints the table with the runs each needed; exit code 1 when one was not found.
 */
const usage = 'npm run simulate:mutations [-- --runs 20000] [--seed 1] [--only TEXT]'
const values = readOptions(usage, {
  runs: { type: 'string', default: '20000' },
  seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  only: { type: 'string', default: '' },
})
const most = Number(values.runs)
const from = Number(values.seed)
if (!Number.isInteger(most) || most < 1 || !Number.isInteger(from) || from < 0) {
  refuseWords(usage, '--runs and --seed take whole numbers')
}

interface Found {
  readonly mutation: Mutation
  /** Null: not found. */
  readonly runs: number | null
  readonly violation: string
}

const find = async (mutation: Mutation, number: number): Promise<Found> => {
  const mutant = makeMutant(mutation, number)
  try {
    const { violations } = await runCrew({ runs: most, from, workerFile: mutant.workerFile })
    const first = [...violations].sort((a, b) => a.seed - b.seed)[0]
    if (first === undefined) return { mutation, runs: null, violation: '' }
    return { mutation, runs: first.seed - from + 1, violation: first.violation }
  } finally {
    mutant.remove()
  }
}

const chosen = mutations.filter(({ name }) => name.includes(values.only))
if (chosen.length === 0) {
  console.error(`simulate:mutations: no deliberate fault has "${values.only}" in its name:`)
  for (const { name } of mutations) console.error(`  ${name}`)
  process.exit(2)
}
console.log(`mutations: ${chosen.length}, each at most ${most} runs from seed ${from}\n`)
console.log('| deliberate fault | found after runs | by |')
console.log('| --- | ---: | --- |')
let missed = 0
for (const [number, mutation] of chosen.entries()) {
  const { runs, violation } = await find(mutation, number)
  if (runs === null) missed += 1
  console.log(`| ${mutation.name} | ${runs ?? 'NOT FOUND'} | ${violation.replaceAll('|', '/')} |`)
}
console.log(`\n${chosen.length - missed} of ${chosen.length} deliberate faults were found.`)
process.exit(missed === 0 ? 0 : 1)
