import { expect, test } from 'vitest'
import { acts } from '../../shared/core/step-types.ts'
import { helpOf, helpText } from './help.ts'
import { commandNames, readChoices } from './options.ts'

const sentence = (...words: string[]): string => {
  const [command = '', ...rest] = words
  const read = readChoices(command, rest)
  return read.ok ? '' : read.message
}
const addresses = ['--primary', '10.0.0.1', '--secondary', '10.0.0.2']

test.each([
  ['record -n -1', 'record: -n is a number from 1 to 100000.'],
  ['record -n-1', 'record: -n is a number from 1 to 100000.'],
  ['record --limit=-3', 'record: -n is a number from 1 to 100000.'],
  ['record -n 0', 'record: -n is a number from 1 to 100000.'],
  ['record -n abc', 'record: -n is a number from 1 to 100000.'],
  ['record -n 99999999999999999999', 'record: -n is a number from 1 to 100000.'],
  ['record -n', 'record: -n needs a value.'],
  ['record -n --json', 'record: -n needs a value.'],
  ['record --limit', 'record: --limit needs a value.'],
  ['record -n 5 -n 6', 'record: -n is given twice.'],
  ['record --json=1', 'record: --json takes no value.'],
  ['record extra', 'record: "extra" is not expected.'],
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
  ['record --act nonsense', `record: --act is one of ${acts.join(', ')}.`],
  ['record --from 2026-11-23 --to 2026-11-22', 'record: --from is later than --to.'],
  ['record --from 2026-11-22T12:01 --to 2026-11-22T12:00', 'record: --from is later than --to.'],
  ['confirm-deletions ', 'confirm-deletions needs SET.'],
  ['confirm-deletions a b', 'confirm-deletions: "b" is not expected.'],
  ['rehearse --at 24:00', 'rehearse: --at is a time of day such as 02:30.'],
  [
    'rehearse --between 02:00',
    'rehearse: --between is a window such as 02:00-04:00, which begins and ends at different times.',
  ],
  [
    'rehearse --between 04:00-04:00',
    'rehearse: --between is a window such as 02:00-04:00, which begins and ends at different times.',
  ],
  ['rehearse --between 04:00-02:00', 'rehearse: From 04:00 to 02:00 is 22 h: a window lasts 12 h at most.'],
  ['rehearse --at 02:00 --between 02:00-04:00', 'rehearse: either --at or --between.'],
  ['rehearse --hold 1s', 'rehearse: --hold is a time such as 30s or 2m, from 5s to 60m.'],
  ['rehearse --cancel --wait', 'rehearse: --cancel takes no other option.'],
  ['rehearse results --wait', 'rehearse: results takes --json only.'],
  ['record verify --json', 'record: verify takes no option but --data.'],
  ['record verify --act force', 'record: verify takes no option but --data.'],
  ['record verify --out x', 'record: verify takes no option but --data.'],
  ['rehearse now', 'rehearse: "now" is not expected.'],
  ['status -- x', 'status: "x" is not expected.'],
  ['--data /x', 'The command comes first, then its options: "--data" is none.'],
])('%s', (typed, says) => {
  expect(sentence(...typed.split(' '))).toBe(`${says} See "redundancy help".`)
})

test.each([
  ['2026-02-30', '--from is a day'],
  ['2026-11-22 14:30:60', '--from is a day'],
  ['yesterday', '--from is a day'],
])('--from %s', (typed, says) => {
  expect(sentence('record', '--from', typed)).toContain(says)
})

test('a day is the whole day, a minute the whole minute, a second the whole second, in local time', () => {
  const day = readChoices('record', ['--from', '2026-11-22', '--to', '2026-11-22'])
  const start = new Date(2026, 10, 22).getTime()
  expect(day).toMatchObject({ choices: { from: start, to: new Date(2026, 10, 23).getTime() - 1 } })
  const minute = readChoices('record', ['--to', '2026-11-22 14:30'])
  expect(minute).toMatchObject({ choices: { to: start + (14 * 60 + 31) * 60_000 - 1 } })
  const printed = '2026-11-22 17:11:20'
  const second = readChoices('record', ['--from', printed, '--to', printed])
  const at = new Date(2026, 10, 22, 17, 11, 20).getTime()
  expect(second).toMatchObject({ choices: { from: at, to: at + 999 } })
})

test('what is right is read', () => {
  expect(readChoices('record', ['verify', '--data', '/x'])).toMatchObject({ ok: true })
  expect(readChoices('record', ['-n', '7', '--json'])).toMatchObject({
    ok: true,
    choices: { limit: 7, json: true },
  })
  expect(readChoices('confirm-deletions', ['voice-mail'])).toMatchObject({
    ok: true,
    choices: { word: 'voice-mail' },
  })
  const enable = ['--role', 'primary', ...addresses, '--line-switch', '']
  expect(readChoices('enable', enable)).toMatchObject({ ok: true, choices: { lineSwitch: '' } })
})

test.each([
  ['maintenance', 'maintenance needs start or end.'],
  ['maintenance stop', 'maintenance: "stop" is neither start nor end.'],
  ['maintenance start', 'maintenance: start needs --minutes.'],
  ['maintenance start --minutes 0', 'maintenance: --minutes is a number from 1 to 10080.'],
  ['maintenance end --minutes 5', 'maintenance: end takes no --minutes.'],
])('%s', (typed, says) => {
  expect(sentence(...typed.split(' '))).toBe(`${says} See "redundancy help".`)
})

test('a planned maintenance has its minutes', () => {
  expect(readChoices('maintenance', ['start', '--minutes', '90'])).toMatchObject({
    ok: true,
    choices: { word: 'start', minutes: 90 },
  })
})

test.each([
  ['--hold 2m --between 22:00-02:30', { holdMs: 120_000, between: { from: '22:00', to: '02:30' } }],
  ['--hold 45 --at 00:05 --wait', { holdMs: 45_000, at: '00:05', wait: true }],
  ['--cancel', { cancel: true }],
])('rehearse %s', (typed, choices) => {
  expect(readChoices('rehearse', typed.split(' '))).toMatchObject({ ok: true, choices })
})

test('a day is not after itself, and every act that can be recorded can be asked for', () => {
  expect(readChoices('record', ['--from', '2026-11-22', '--to', '2026-11-22']).ok).toBe(true)
  for (const act of acts) expect(readChoices('record', ['--act', act])).toMatchObject({ choices: { act } })
})

test('the help has a part of every command, which stands in the whole too', () => {
  for (const command of commandNames) {
    const [usage = '', ...more] = (helpOf(command) ?? '').split('\n')
    expect(usage).toMatch(new RegExp(`^ {2}redundancy ${command}( |$)`))
    expect(helpText).toContain(usage)
    expect(more.at(-1)).toMatch(/^"redundancy --help" shows all/)
  }
  expect(helpOf('constructor')).toBeNull()
})

test('the help names every act', () => {
  const words = helpText.split(/[\s,.]+/)
  for (const act of acts) expect(words).toContain(act)
})
