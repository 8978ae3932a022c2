import { expect, it } from 'vitest'
import { isAllReached, type Measured, reportOf } from './table.ts'
import type { Trial } from './trial.ts'

const trial = (tookMs: number, bothMs = 0): Trial => ({
  tookMs,
  gapMs: tookMs - 10,
  bothMs,
  timeline: [{ what: 'held', ms: tookMs - 20 }],
})
const stated = { ackLeaseMs: 2_400, lineLeaseMs: 300, stopLimitMs: 100 }
const ours = (name: string, took: number[], bothMs = 0): Measured => ({
  speed: '1 s',
  name,
  trials: took.map((ms) => trial(ms, bothMs)),
  stated,
})
const theirs: Measured = {
  speed: '1 s',
  name: 'keepalived: unplug',
  trials: [trial(3_000, 900)],
  stated: null,
}
const around = { machine: 'm', date: 'd', versions: 'v', load: '0', serviceStartMs: 10 }

it('compares medians with keepalived of the same run, and says what is not reached', () => {
  const report = reportOf([theirs, ours('host silent', [2_000, 3_100, 2_700])], around)
  expect(report).toContain(
    '| 1 s | host silent | 2.70 s (2.00 s to 3.10 s) | 0.90 of keepalived, at most 1.00 | reached |',
  )
  expect(report).toContain('L_ack 2.40 s, L_line 0.300 s, S 0.100 s, wait 0.417 s')
  expect(report).toContain('- 1 s, host silent: held 2680')
  const late = [theirs, ours('host silent', [3_100])]
  expect(reportOf(late, around)).toContain('1.03 of keepalived, at most 1.00 | **NOT REACHED**')
  expect(isAllReached(late, 10)).toBe(false)
})

it('two holders are counted for both, and are never reached for the product', () => {
  const all = [theirs, ours('host silent', [2_000], 4)]
  expect(isAllReached([theirs, ours('host silent', [2_000])], 10)).toBe(true)
  expect(isAllReached(all, 10)).toBe(false)
  expect(reportOf(all, around)).toContain('| 1, up to 0.900 s |')
})

it("a planned switch-over is judged without the service's own start", () => {
  expect(isAllReached([ours('planned', [505])], 10)).toBe(true)
  expect(isAllReached([ours('planned', [511])], 10)).toBe(false)
})
