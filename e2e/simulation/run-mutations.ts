import fs from 'node:fs'
import path from 'node:path'
import { readOptions, refuseWords } from '../../build/command-options.ts'
import { commitNow } from './commit.ts'
import { findFault } from './find-fault.ts'
import { mutations } from './mutations.ts'

/**
 * `npm run simulate:mutations -- [--runs N] [--seed S] [--only TEXT]`: each deliberate fault has to be found within
 * N runs (20,000). Prints the table with the runs each needed and, when all were tried, keeps it in
 * `docs/mutations.md`; exit code 1 when one was not found.
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

const chosen = mutations.filter(({ name }) => name.includes(values.only))
if (chosen.length === 0) {
  console.error(`simulate:mutations: no deliberate fault has "${values.only}" in its name:`)
  for (const { name } of mutations) console.error(`  ${name}`)
  process.exit(2)
}
console.log(`mutations: ${chosen.length}, each at most ${most} runs from seed ${from}\n`)

const lines: string[] = []
const say = (line: string): void => {
  lines.push(line)
  console.log(line)
}
say('| deliberate fault | what it breaks | noticed by | runs |')
say('| --- | --- | --- | ---: |')
let missed = 0
for (const [number, mutation] of chosen.entries()) {
  const { runs, violation } = await findFault(mutation, { number, from, most })
  if (runs === null) missed += 1
  say(`| ${mutation.name} | ${mutation.why} | ${violation.replaceAll('|', '/')} | ${runs ?? 'not found'} |`)
}
const sum = `${chosen.length - missed} of ${chosen.length} deliberate faults were found.`
console.log(`\n${sum}`)
if (chosen.length === mutations.length) {
  const head = `# Deliberate faults in the rules of control, and what noticed them

\`npm run simulate:mutations\` takes out or bends one rule at a time in a copy of the core and counts the simulated runs until an invariant
is broken (\`docs/testing.md\`); it writes this file. Here: seeds from ${from}, at most ${most} runs each, commit ${commitNow()}, ${new Date().toISOString().slice(0, 10)}. ${sum}
`
  const file = path.resolve(import.meta.dirname, '../../docs/mutations.md')
  fs.writeFileSync(file, `${head}\n${lines.join('\n')}\n`)
}
process.exit(missed === 0 ? 0 : 1)
