import { expect, test } from 'vitest'
import { readChoices } from './options.ts'

const sentence = (...words: string[]): string => {
  const [command = '', ...rest] = words
  const read = readChoices(command, rest)
  return read.ok ? '' : read.message
}
const addresses = ['--primary', '10.0.0.1', '--secondary', '10.0.0.2']

test.each([
  ['history -n -1', 'history: -n is a number from 1 to 1000.'],
  ['history -n-1', 'history: -n is a number from 1 to 1000.'],
  ['history --limit=-3', 'history: -n is a number from 1 to 1000.'],
  ['history -n 0', 'history: -n is a number from 1 to 1000.'],
  ['history -n abc', 'history: -n is a number from 1 to 1000.'],
  ['history -n 99999999999999999999', 'history: -n is a number from 1 to 1000.'],
  ['history -n', 'history: -n needs a value.'],
  ['history -n --json', 'history: -n needs a value.'],
  ['history --limit', 'history: --limit needs a value.'],
  ['history -n 5 -n 6', 'history: -n is given twice.'],
  ['history --json=1', 'history: --json takes no value.'],
  ['history extra', 'history: "extra" is not expected.'],
  ['serve --port', 'serve: --port needs a value.'],
  ['serve --port -1', 'serve: --port is a number from 0 to 65535.'],
  ['serve --port 80.5', 'serve: --port is a number from 0 to 65535.'],
  ['serve --address=', 'serve: --address needs a value.'],
  ['status --data', 'status: --data needs a value.'],
  ['status --foo', 'status: there is no option --foo.'],
  ['status -x', 'status: there is no option -x.'],
  ['status --constructor', 'status: there is no option --constructor.'],
  ['switch-over --no-wait', 'switch-over: there is no option --no-wait.'],
  ['enable --role --primary 10.0.0.1', 'enable: --role needs a value.'],
  ['enable --role primary --primary --secondary', 'enable: --primary needs a value.'],
  ['confirm-deletions a b', 'confirm-deletions: "b" is not expected.'],
  ['status -- x', 'status: "x" is not expected.'],
  ['--data /x', 'The command comes first, then its options: "--data" is none.'],
])('%s', (typed, says) => {
  expect(sentence(...typed.split(' '))).toBe(`${says} See "redundancy help".`)
})

test('what is right is read', () => {
  expect(readChoices('history', ['-n', '7', '--json'])).toMatchObject({
    ok: true,
    choices: { limit: 7, json: true },
  })
  expect(readChoices('confirm-deletions', ['voice-mail'])).toMatchObject({
    ok: true,
    choices: { set: 'voice-mail' },
  })
  const enable = ['--role', 'primary', ...addresses, '--line-switch', '']
  expect(readChoices('enable', enable)).toMatchObject({ ok: true, choices: { lineSwitch: '' } })
})
