import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { playScenario } from './play.ts'
import { nameOf, scenarioFiles, scenarioIn } from './texts.ts'

/** Each text is played on the real cores: what was expected holds, and the trace is the one that was reviewed. */
it.each(scenarioFiles().map((file) => [nameOf(file), file]))('%s', (_name, file) => {
  const scenario = scenarioIn(file)
  const { trace, faults } = playScenario(scenario)
  expect(faults).toEqual([])
  expect(trace).toBe(scenario.trace)
})

it('each stands in the list of them', () => {
  const page = readFileSync(new URL('../../docs/scenarios.md', import.meta.url), 'utf8')
  const listed = scenarioFiles().map((file) => `- \`${nameOf(file)}\`: ${scenarioIn(file).title}`)
  expect(page.split('\n').filter((line) => line.startsWith('- `'))).toEqual(expect.arrayContaining(listed))
})
