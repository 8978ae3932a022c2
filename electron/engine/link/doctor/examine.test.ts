import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { callLimitMs } from '../../../../shared/contract/call-limits.ts'
import { DIAL_TIMEOUT_MS } from '../limits.ts'
import type { Wire } from '../wire.ts'
import { examine, type Probe } from './examine.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const nothing = (): void => undefined

/** Answers each frame as late as still counts, but the last of what there is time for never. */
const slowestWire = (answers: number, lateMs: number): Wire => {
  let answer: (frame: Buffer, isBinary: boolean) => void = nothing
  let left = answers
  return {
    sendText: (text) => {
      left -= 1
      const { number } = JSON.parse(text) as { number: number }
      const told = JSON.stringify({ kind: 'echoTell', number, fill: '' })
      if (left >= 0) setTimeout(() => answer(Buffer.from(told), false), lateMs)
    },
    sendBytes: nothing,
    bufferedBytes: () => 0,
    onFrame: (handler) => {
      answer = handler
    },
    onEnd: nothing,
    pause: nothing,
    resume: nothing,
    trust: nothing,
    close: nothing,
  }
}

test('the slowest examination ends within the time its caller waits', async () => {
  let now = 0
  let probes = 0
  const probe = (): Promise<Probe> => {
    probes += 1
    const isVain = probes <= 2
    const isSecondOfASize = probes > 5
    const startedAt = now
    const connection = {
      wire: slowestWire(isSecondOfASize ? 0 : probes === 3 ? 2 : 6, 1_990),
      purpose: 'probe' as const,
      remoteAddress: '',
      fingerprint: '',
      exporter: new Uint8Array(),
      timeLeftMs: 0,
      trust: nothing,
    }
    const end = isVain ? ('timeout' as const) : ('ended' as const)
    return new Promise((resolve) =>
      setTimeout(() => {
        const attempt = { stage: 'connect' as const, end, startedAt, endedAt: now, unackedBytes: null }
        resolve({ attempt, connection: isVain ? null : connection })
      }, DIAL_TIMEOUT_MS),
    )
  }
  const examining = examine({ clock: { now: () => now }, peerAddress: '127.0.0.9', port: 9, probe })
  let isOver = false
  void examining.then(() => {
    isOver = true
  })
  while (!isOver) {
    // What it asks of the system takes no time of this clock.
    const stepMs = vi.getTimerCount() > 0 ? 10 : 0
    now += stepMs
    await vi.advanceTimersByTimeAsync(stepMs)
    await new Promise(setImmediate)
  }
  expect(await examining).toMatchObject({ echoes: { sent: 3, late: 1 }, toPeer: { smallestLost: 12_000 } })
  // `ss`, twice, until it is given up.
  const looksOfTheSystemMs = 4_000
  expect(now + looksOfTheSystemMs).toBeGreaterThan(30_000)
  expect(now + looksOfTheSystemMs).toBeLessThan(45_000)
  expect(callLimitMs('examineLink', 0)).toBeGreaterThan(45_000)
})
