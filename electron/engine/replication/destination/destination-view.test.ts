import { expect, test } from 'vitest'
import { type Context, LINK_DOWN } from '../context.ts'
import { destinationView, type Standing } from './destination-view.ts'

const settings = {
  dataDir: '',
  sets: [],
  excludes: [],
  updatedWithinMs: 10_000,
  fullScanIntervalMs: 60_000,
  wasUpdated: false,
}
const context: Pick<Context, 'settings' | 'sets'> = { settings, sets: [] }
const begun: Standing = {
  isScanned: false,
  isWelcome: false,
  isCompleted: false,
  wasUpdated: false,
  forMs: 0,
  mark: null,
  proofAt: null,
  problem: null,
  linkProblem: null,
  salvaged: 0,
}
const seen = (change: Partial<Standing>): [string, string | null] => {
  const { state, problem } = destinationView(context, { ...begun, ...change })
  return [state, problem?.code ?? null]
}

test('a server that has just given control away is updating, not broken, while the new source gets ready', () => {
  expect(seen({})).toEqual(['destinationUpdating', null])
  expect(seen({ isScanned: true })).toEqual(['destinationUpdating', null])
  expect(seen({ isScanned: true, linkProblem: LINK_DOWN, forMs: 9_999 })).toEqual([
    'destinationUpdating',
    null,
  ])
})

test('a channel that does not come is named then', () => {
  expect(seen({ isScanned: true, linkProblem: LINK_DOWN, forMs: 10_000 })).toEqual([
    'destinationNotUpdated',
    'linkDown',
  ])
})

test('what is wrong for good is not waited out', () => {
  const setsDiffer = { code: 'setsDiffer', name: 'voice-mail', count: 0 } as const
  expect(seen({ linkProblem: setsDiffer })).toEqual(['destinationNotUpdated', 'setsDiffer'])
})

test('a copy that was Updated once is unknown until its source is heard, never green', () => {
  for (const was of [{ wasUpdated: true }, { isCompleted: true }]) {
    expect(seen({ ...was, isScanned: true })[0]).toBe('unknown')
    expect(seen({ ...was, isScanned: true, linkProblem: LINK_DOWN, forMs: 60_000 })[0]).toBe('unknown')
  }
})
