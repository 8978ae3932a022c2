import { expect, it } from 'vitest'
import { coreAlarms } from './alarms.ts'
import { factsOf } from './facts.ts'
import { servingPair } from './testing/stories.ts'

const problems = ['deletionsHeld', 'folderSuddenlyEmpty', 'copyFolderEmpty'] as const

/** What a server says whose replication reports this. */
const alarmsOf = (role: 'primary' | 'secondary', code: (typeof problems)[number]) => {
  const pair = servingPair()
  const { state } = pair[role]
  if (state.own === null) throw new Error('no report yet')
  const replication = { ...state.own.report.replication, problem: { code, name: 'voice-mail', count: 222 } }
  const s = { ...state, own: { ...state.own, report: { ...state.own.report, replication } } }
  return coreAlarms(s, factsOf(s, pair.now), 'primary')
    .filter(({ params }) => params.set === 'voice-mail')
    .map(({ code: alarm, params }) => `${alarm} ${params.count} ${params.at ?? ''}`.trim())
}

it.each(problems)('%s: who holds something back is where it can be let go', (code) => {
  const isCopy = code === 'copyFolderEmpty'
  expect(alarmsOf('secondary', code)).toEqual([
    isCopy ? 'copyFolderEmpty 222' : 'massDeletionHeld 222 otherServer',
  ])
  if (!isCopy) expect(alarmsOf('primary', code)).toEqual(['massDeletionHeld 222 here'])
})
