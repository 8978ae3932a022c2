import { readOptions, refuseWords } from '../../build/command-options.ts'
import { networkFault } from '../fixtures/namespaces.ts'
import { canMount, unmountStale } from '../fixtures/small-disk.ts'
import { faultCases } from './cases/cases.ts'
import type { FaultCase } from './fault-case.ts'
import { type CaseResult, runCase } from './run-case.ts'
import { headLine, resultLine } from './table.ts'

/**
 * Real servers, real faults (docs/testing.md):
 *
 *   npm run test:faults -- [--case PART-OF-A-NAME] [--repeat N] [--jobs N] [--list]
 */

const usage = 'npm run test:faults [-- --case PART-OF-A-NAME] [--repeat N] [--jobs N] [--list]'
const values = readOptions(usage, {
  case: { type: 'string', multiple: true },
  repeat: { type: 'string', default: '1' },
  jobs: { type: 'string', default: '2' },
  list: { type: 'boolean', default: false },
})

const numberOf = (text: string): number =>
  /^[1-9]\d{0,3}$/.test(text)
    ? Number(text)
    : refuseWords(usage, `--repeat and --jobs take whole numbers from 1 on, not "${text}"`)

const repeat = numberOf(values.repeat)
const jobs = numberOf(values.jobs)
const parts = values.case ?? ['']
const nameless = parts.find((part) => !faultCases.some(({ name }) => name.includes(part)))
if (nameless !== undefined)
  refuseWords(usage, `No fault case has "${nameless}" in its name, --list names them`)
const chosen = faultCases.filter(({ name }) => parts.some((part) => name.includes(part)))

/** Null when this computer can run them. */
const lack = (): string | null =>
  networkFault() ?? (canMount() ? null : 'small disks cannot be mounted here.')

const runAll = async (): Promise<number> => {
  const waiting = Array.from({ length: repeat }, () => chosen).flat()
  const results: CaseResult[] = []
  const skipped = new Set<string>()
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const fault = next.fault?.() ?? null
      if (fault !== null) {
        if (!skipped.has(next.name)) console.log(`DID NOT RUN: ${next.name}: ${fault}`)
        skipped.add(next.name)
        continue
      }
      const result = await runCase(next satisfies FaultCase)
      results.push(result)
      console.log(resultLine(result))
      for (const sentence of result.faults) console.log(`       ${sentence}`)
    }
  }
  console.log(headLine)
  await Promise.all(Array.from({ length: jobs }, work))
  const failed = results.filter(({ faults }) => faults.length > 0).length
  const not = skipped.size === 0 ? '' : `, ${skipped.size} did not run`
  console.log(`${results.length - failed} passed, ${failed} failed${not}`)
  const isRequired = process.env.REQUIRE_FAULTS === '1'
  return failed > 0 || results.length === 0 || (isRequired && skipped.size > 0) ? 1 : 0
}

const main = async (): Promise<number> => {
  if (values.list) {
    for (const { name } of faultCases) console.log(name)
    return 0
  }
  const fault = lack()
  if (fault !== null) {
    console.log(`THE FAULT TESTS DID NOT RUN: ${fault}`)
    return process.env.REQUIRE_FAULTS === '1' ? 1 : 0
  }
  unmountStale()
  return runAll()
}

process.exitCode = await main()
