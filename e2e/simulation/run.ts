import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

/**
 * `run.ts [--runs N] [--seed S] [--trace]`: simulated runs on consecutive seeds from a fresh one, which is
 * printed. A violation prints its seed, replays with `--seed S --runs 1 --trace`, and ends with exit 1.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed) || seed < 0) {
  console.error('simulate: --runs and --seed take whole numbers, for example --runs 500 --seed 1')
  process.exit(2)
}
console.log(`simulation: ${runs} runs from seed ${seed}`)
const began = performance.now()
let failed = 0
let steps = 0
let switches = 0
for (let i = 0; i < runs; i += 1) {
  const result = simulate({ seed: seed + i, keepsTrace: values.trace })
  steps += result.steps
  switches += result.switches
  if (values.trace) console.log(result.trace.join('\n'))
  if (result.violation === null) continue
  failed += 1
  console.error(`simulation: seed ${result.seed}: ${result.violation}`)
  if (!values.trace && failed === 1) {
    const { trace } = simulate({ seed: result.seed, keepsTrace: true })
    console.error(trace.slice(-60).join('\n'))
    console.error(`replay: npm run simulate -- --seed ${result.seed} --runs 1 --trace`)
  }
}
const seconds = (performance.now() - began) / 1_000
console.log(
  `simulation: ${runs - failed} of ${runs} runs without a violation, ${steps} steps, ${switches} starts of services, ` +
    `${seconds.toFixed(1)} s (${Math.round((runs / seconds) * 60)} runs a minute)`,
)
process.exit(failed === 0 ? 0 : 1)
