import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { switchOverSteps } from '../../../shared/contract/status.ts'
import type { Progress } from '../../../shared/core/hand-over-state.ts'
import { firstUsualTimes } from '../../../shared/core/progress-view.ts'
import { openUsualTimes } from './usual-times.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'usual-times-'))
const file = path.join(folder, 'usual-times.json')
afterEach(() => fs.rmSync(file, { force: true }))

const took = (ms: number): Progress => ({
  kind: 'planned',
  to: 'secondary',
  startedAt: 0,
  step: 6,
  stepAt: 0,
  tookMs: switchOverSteps.map(() => ms),
  outcome: 'done',
  endedAt: 0,
})

test('before the first switch-over stated times are shown, afterwards the median of the last ones', () => {
  const times = openUsualTimes(folder)
  expect(times.usual).toEqual(firstUsualTimes)
  for (const ms of [100, 900, 200]) times.add(took(ms))
  expect(times.usual.finalSync).toBe(200)
  expect(openUsualTimes(folder).usual.finalSync).toBe(200)
})

test('a damaged file only means that nothing is usual yet', () => {
  fs.writeFileSync(file, '{"torn')
  expect(openUsualTimes(folder).usual).toEqual(firstUsualTimes)
})
