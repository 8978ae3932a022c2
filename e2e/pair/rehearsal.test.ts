import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ShownRehearsal } from '../../shared/contract/rehearsal.ts'
import type { Role } from '../demo/world-plan.ts'
import { createReadyPair, type Pair } from './fixtures/pair.ts'

/** A rehearsal of two real servers, from the command line: one that goes well, and one that finds a broken standby. */

let pair: Pair
beforeAll(async () => {
  pair = await createReadyPair()
})
afterAll(() => pair?.end())

const results = async (role: Role): Promise<ShownRehearsal[]> =>
  JSON.parse((await pair.command(role, ['rehearse', 'results', '--json'])).stdout)

const rehearse = ['rehearse', '--wait', '--hold', '5s']

test('control goes over and comes back, measured; both servers keep the result, and every decision comes out the same', async () => {
  await pair.arm('secondary')
  const { stdout } = await pair.command('secondary', rehearse)
  expect(stdout).toContain('It went well')
  await pair.untilServes('primary')
  await pair.untilBoth('automatic take-over is on as before', ({ automatic }) => automatic.armed)
  const [kept] = await results('primary')
  expect(kept).toMatchObject({ failure: null, home: 'primary', holdMs: 5_000, isLeft: false })
  expect(kept?.over?.withoutServicesMs).toBeGreaterThan(0)
  expect(kept?.back?.withoutServicesMs).toBeLessThan(kept?.back?.totalMs ?? 0)
  const [there] = await results('secondary')
  expect(there).toEqual(kept)
  await pair.untilIdentical()
  for (const role of ['primary', 'secondary'] as const)
    expect((await pair.command(role, ['record', 'verify'])).stdout).toContain(' 0 differently')
  pair.expectSound()
})

test('a service of the standby that ends whenever it is started: control comes back by itself, and the result says why', async () => {
  await pair.world.stop('secondary')
  pair.editSite('secondary', ({ services = [] }) => {
    for (const { id, runner } of services)
      if (id === 'switching' && runner?.kind === 'process') runner.argv = ['/bin/false']
  })
  await pair.world.start('secondary')
  await pair.untilReady('primary')
  const { stdout } = await pair.command('primary', rehearse, 1)
  expect(stdout).toContain('The services of the other system did not stay Up')
  await pair.untilServes('primary')
  const [status] = await pair.untilBoth(
    'the result is kept',
    ({ rehearsal }) => rehearsal.last?.failure != null,
  )
  expect(status).toMatchObject({ activeSystem: 'primary', rehearsal: { last: { isLeft: false } } })
  await pair.untilIdentical()
  pair.expectSound()
})
