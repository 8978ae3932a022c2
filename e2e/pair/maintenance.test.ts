import { afterAll, beforeAll, expect, test } from 'vitest'
import { alarmOf, calm, createReadyPair, hasAlarm, now, type Pair, takeOversBegun } from './fixtures/pair.ts'

/** Planned maintenance from the command line: the armed standby leaves a stopped active alone, until its end. */

let pair: Pair
beforeAll(async () => {
  pair = await createReadyPair()
})
afterAll(() => pair?.end())

test('the active is stopped and started again in a planned maintenance: it resumes, and no switch-over is recorded', async () => {
  await pair.arm('secondary')
  const { epoch } = await pair.statusByCommand('primary')
  await pair.command('primary', ['maintenance', 'start', '--minutes', '30'])
  const [, standby] = await pair.untilBoth('it is said on both', hasAlarm('maintenance'))
  expect(standby && alarmOf(standby, 'maintenance')?.params.leftMs).toBe(30 * 60_000)

  const stoppedMs = now()
  await pair.world.stop('primary')
  await pair.until(
    'secondary',
    'nothing but the maintenance holds it back',
    ({ automatic }) =>
      automatic.takeOver
        .filter(({ holds }) => !holds)
        .map(({ rule }) => rule)
        .join() === 'noMaintenance',
  )
  expect(now() - stoppedMs).toBeGreaterThan(calm.declareLostMs / 2)
  await pair.world.start('primary')
  await pair.untilServes('primary')
  await pair.untilReady('primary')
  expect(await pair.statusByCommand('primary')).toMatchObject({ epoch, lastSwitchOver: null })
  expect(takeOversBegun(await pair.history('secondary'))).toEqual([])

  await pair.command('secondary', ['maintenance', 'end'])
  await pair.untilBoth('it is over on both', ({ maintenance }) => maintenance === null)
  expect((await pair.statusByCommand('secondary')).automatic.armed).toBe(true)
  pair.expectSound()
})
