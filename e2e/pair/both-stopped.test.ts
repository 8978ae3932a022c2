import { afterEach, beforeEach, expect, test } from 'vitest'
import { otherRole, type Role } from '../demo/world-plan.ts'
import { createReadyPair, now, type Pair, takeOversBegun } from './fixtures/pair.ts'

/** Any order of shut-down and start works, the former active resumes, no switch-over is recorded. */

let pair: Pair
beforeEach(async () => {
  pair = await createReadyPair()
})
afterEach(async () => {
  try {
    pair.expectSound()
  } finally {
    await pair.end()
  }
})

const stopAndStart = async (stopped: readonly Role[], started: readonly Role[]) => {
  for (const role of stopped) await pair.world.stop(role)
  await pair.untilStopped('primary')
  await pair.untilStopped('secondary')
  const sinceMs = now()
  for (const role of started) {
    await pair.world.start(role)
    // Before the other one comes: this server has made up its mind.
    await pair.until(
      role,
      'it answers',
      (status) => status.coldStart !== 'none' || status.activeSystem !== 'unknown',
    )
  }
  await pair.untilServes('primary', sinceMs)
  await pair.untilReady('primary')
}

test('the former active resumes in every order', async () => {
  const { epoch } = await pair.statusByCommand('primary')
  for (const first of ['primary', 'secondary'] as const) {
    await stopAndStart([otherRole(first), first], [first, otherRole(first)])
    for (const role of ['primary', 'secondary'] as const) {
      expect(await pair.statusByCommand(role)).toMatchObject({
        activeSystem: 'primary',
        lastSwitchOver: null,
        epoch,
      })
    }
  }
  const entries = await pair.history('secondary')
  expect(takeOversBegun(entries)).toEqual([])
  expect(entries.map((entry) => entry.act)).not.toContain('acceptControl')
})

test('a former active that comes alone resumes, armed as it was or not', async () => {
  await pair.arm('secondary')
  await pair.world.stop('secondary')
  await pair.untilServes('primary')
  await pair.world.stop('primary')
  await pair.untilStopped('primary')
  const sinceMs = now()
  await pair.world.start('primary')
  await pair.untilServes('primary', sinceMs)
  expect((await pair.statusByCommand('primary')).lastSwitchOver).toBeNull()
  await pair.world.start('secondary')
  await pair.untilReady('primary')
})
