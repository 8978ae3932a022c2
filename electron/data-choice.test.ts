import { expect, test } from 'vitest'
import { dataChoice } from './data-choice.ts'

test.each([
  [['electron', '.'], '/var/lib/redundancy-manager'],
  [['electron', '.', '--data', '/srv/a'], '/srv/a'],
  [['electron', '--inspect=0', '-r', 'x', '.', '--data=/srv/a'], '/srv/a'],
  [['app', '--data', '/srv/a', '--data', '/srv/b'], '/srv/b'],
])('%j', (words, folder) => {
  expect(dataChoice(words)).toEqual({ ok: true, folder })
})

test('a mistyped option does not start on the usual folder', () => {
  expect(dataChoice(['app', '--dta', '/srv/a'])).toMatchObject({ ok: false })
})

test.each([[['app', '--data']], [['app', '--data=']], [['app', '--data', '--no-sandbox']]])('%j', (words) => {
  expect(dataChoice(words)).toEqual({ ok: false, message: '--data needs a folder.' })
})
