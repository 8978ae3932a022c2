import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchLogOn } from './log-on-watch.ts'

let tell: (isConnected: boolean) => void
const client = {
  onConnection: (listener: (isConnected: boolean) => void) => {
    tell = listener
    listener(false)
    return () => undefined
  },
}
let answers: boolean[]
const leave = vi.fn()
const ask = vi.fn(() => Promise.resolve(answers.shift() ?? false))

beforeEach(() => {
  vi.useFakeTimers()
  leave.mockClear()
  ask.mockClear()
})
afterEach(() => {
  vi.useRealTimers()
})

test('without connection it asks until it is logged off, then leaves', async () => {
  answers = [false, true]
  const stop = watchLogOn(client, ask, leave)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(leave).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(leave).toHaveBeenCalledOnce()
  stop()
})

test('with a connection, and after the end, it asks nothing', async () => {
  answers = []
  const stop = watchLogOn(client, ask, leave)
  tell(true)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(ask).not.toHaveBeenCalled()
  tell(false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(ask).toHaveBeenCalledOnce()
  stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(ask).toHaveBeenCalledOnce()
})
