import { expect, test } from 'vitest'
import { judgeLink } from './one-time-link.ts'

const token = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEF_'
const own = { address: '127.0.0.1', port: 9680 }

test.each([
  [`http://127.0.0.2:9680/?link=${token}`, '127.0.0.2', 9680],
  [`  http://127.0.0.2:9680/?link=${token}\n`, '127.0.0.2', 9680],
  [`http://localhost:9681/?link=${token}`, '127.0.0.1', 9681],
  [`http://127.1:9681/?link=${token}`, '127.0.0.1', 9681],
  [`http://127.0.0.2/?link=${token}`, '127.0.0.2', 80],
])('%s', (text, address, port) => {
  expect(judgeLink(text, own)).toEqual({ ok: true, place: { address, port }, token })
})

test.each([
  ['', 'notALink'],
  ['redundancy link', 'notALink'],
  ['http://127.0.0.2:9680/', 'notALink'],
  ['http://127.0.0.2:9680/?link=short', 'notALink'],
  [`http://127.0.0.2:9680/?link=${token}%0d%0a`, 'notALink'],
  [`http://127.0.0.2:9680/other?link=${token}`, 'notALink'],
  [`http://someone@127.0.0.2:9680/?link=${token}`, 'notALink'],
  [`https://127.0.0.2:9680/?link=${token}`, 'notALink'],
  [`file:///etc/passwd?link=${token}`, 'notALink'],
  [`http://10.10.10.12:9680/?link=${token}`, 'notThisComputer'],
  [`https://server.example/?link=${token}`, 'notThisComputer'],
  [`http://127.0.0.1.example:9680/?link=${token}`, 'notThisComputer'],
  [`http://0.0.0.0:9680/?link=${token}`, 'notThisComputer'],
  [`http://[::1]:9680/?link=${token}`, 'notThisComputer'],
  [`http://127.0.0.1:9680/?link=${token}`, 'thisServer'],
  [`http://localhost:9680/?link=${token}`, 'thisServer'],
])('%s is refused: %s', (text, why) => {
  expect(judgeLink(text, own)).toEqual({ ok: false, why })
})
