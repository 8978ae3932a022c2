import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { refuseWords } from '../../build/command-options.ts'
import { playScenario } from './play.ts'
import { nameOf, scenarioFiles, scenarioIn, textsFolder } from './texts.ts'

/**
 * `npm run scenarios [-- NAME] [--write]`: plays the scenarios, prints the named one, and compares what each file
 * expects; `--write` puts what happens now into the generated part. A sentence under "Expect" that does not hold
 * keeps its file from being written. Exit code 0, 1 (something differs or does not hold), 2 (wrong words).
 */
const usage = 'npm run scenarios [-- NAME] [--write]'

const readChoice = (): { names: readonly string[]; isWritten: boolean } => {
  try {
    const options = { write: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ options, strict: true, allowPositionals: true })
    return { names: positionals, isWritten: values.write }
  } catch (error) {
    return refuseWords(usage, error instanceof Error ? error.message : String(error))
  }
}

const { names, isWritten } = readChoice()
const files = scenarioFiles().filter((file) => names.length === 0 || names.includes(nameOf(file)))
const unknown = names.find((name) => !files.some((file) => nameOf(file) === name))
if (unknown !== undefined) refuseWords(usage, `there is no scenario "${unknown}"`)

let failed = 0
for (const file of files) {
  const scenario = scenarioIn(file)
  const { trace, faults } = playScenario(scenario)
  if (names.length > 0) console.log(`${scenario.head}\n\n${trace}\n`)
  const differs = trace !== scenario.trace
  for (const fault of faults) console.log(fault)
  if (differs && isWritten && faults.length === 0) {
    writeFileSync(`${textsFolder}${file}`, `${scenario.head}\n\n${trace}\n`)
    console.log(`${scenario.file}: written`)
  } else if (differs) {
    console.log(`${scenario.file}: what happens is not what it says`)
  }
  if (faults.length > 0 || (differs && !isWritten)) failed += 1
}
console.log(`${files.length - failed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
