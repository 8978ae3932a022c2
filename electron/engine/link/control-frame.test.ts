import { expect, test } from 'vitest'
import { askClock, readControlFrame, tellClock } from './control-frame.ts'

const read = (frame: unknown) => readControlFrame(Buffer.from(JSON.stringify(frame)), false)

test('a known kind must fit its schema', () => {
  expect(read({ kind: 'nonceAsk', number: 1 })).toEqual({
    is: 'message',
    message: { kind: 'nonceAsk', number: 1 },
  })
  expect(read({ kind: 'nonceAsk', number: 1.5 }).is).toBe('malformed')
  expect(read({ kind: 'nonceAsk', number: 1, optional: true }).is).toBe('malformed')
})

test('an unknown kind is skipped only when it says that it is optional', () => {
  expect(read({ kind: 'later', optional: true, x: {} }).is).toBe('skipped')
  expect(read({ kind: 'later', optional: false }).is).toBe('malformed')
  expect(read({ kind: 'later', optional: 1 }).is).toBe('malformed')
  expect(read({ kind: 'later' }).is).toBe('malformed')
})

test('anything else is malformed', () => {
  for (const frame of [null, [], 1, 'x', {}, { kind: 1 }, { kind: '__proto__' }]) {
    expect(read(frame).is).toBe('malformed')
  }
  expect(readControlFrame(Buffer.from('{"kind":'), false).is).toBe('malformed')
  expect(readControlFrame(Buffer.from('{"kind":"nonceAsk","number":1}'), true).is).toBe('malformed')
  expect(readControlFrame(Buffer.from('['.repeat(200_000)), false).is).toBe('malformed')
})

test('the link’s own clock frames are read back', () => {
  expect(readControlFrame(Buffer.from(askClock(3)), false)).toEqual({ is: 'clockAsk', number: 3 })
  expect(readControlFrame(Buffer.from(tellClock(3, 9)), false)).toEqual({
    is: 'clockTell',
    number: 3,
    wallMs: 9,
  })
})
