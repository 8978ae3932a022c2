import { afterAll, beforeAll, expect, test } from 'vitest'
import { ruleSentence } from '../../shared/domain/labels.ts'
import { calm, createReadyPair, now, type Pair, takeOversBegun } from './fixtures/pair.ts'

/** Armed, and only the link is gone: the standby sees the active's services answer, and leaves it alone. */

let pair: Pair
beforeAll(async () => {
  pair = await createReadyPair()
})
afterAll(() => pair?.end())

/** The standby looks for the other server at a port that nobody serves, until it is set right again. */
const restartWithLinkPort = async (port: number) => {
  await pair.world.stop('secondary')
  pair.editSite('secondary', (content) => {
    content.ports = { ...content.ports, link: port }
  })
  await pair.world.start('secondary')
}

test('an armed standby whose link is cut refuses to take over from an active that serves, and says what answered', async () => {
  await pair.arm('secondary')
  const { epoch } = await pair.statusByCommand('primary')
  const sinceMs = now()
  await restartWithLinkPort(pair.world.ports.link + 1)
  const refusal = await pair.until('secondary', 'the reason is shown', ({ automatic }) =>
    automatic.takeOver.some(
      ({ rule, holds, value }) => rule === 'noSignOfLifeOtherwise' && !holds && value !== 'notAskedYet',
    ),
  )
  // Silent for longer than the loss of the active would take.
  await pair.until(
    'secondary',
    'only that is missing',
    ({ automatic }) =>
      automatic.takeOver
        .filter(({ holds }) => !holds)
        .map(({ rule }) => rule)
        .join() === 'noSignOfLifeOtherwise',
  )
  const shown = refusal.automatic.takeOver.find(({ rule }) => rule === 'noSignOfLifeOtherwise')
  expect(shown && ruleSentence(shown)).toMatch(
    /^The other server gives no other sign of life: is (TCP|SIP|HTTP) 127\.0\.0\.1:\d+ answered .* ago, must be none within .*\. The other server still serves/,
  )
  const entries = await pair.history('secondary')
  expect(takeOversBegun(entries)).toEqual([])
  const refused = entries.find(({ act, outcome }) => act === 'takeOver' && outcome === 'refused')
  expect(refused?.rules.filter(({ holds }) => !holds).map(({ rule }) => rule)).toContain(
    'noSignOfLifeOtherwise',
  )

  await restartWithLinkPort(pair.world.ports.link)
  await pair.untilReady('primary')
  expect(await pair.statusByCommand('primary')).toMatchObject({ activeSystem: 'primary', epoch })
  const downs = pair.auditor.events().filter(({ kind, atMs }) => kind === 'down' && atMs >= sinceMs)
  expect(downs).toEqual([])
  expect(calm.declareLostMs).toBeLessThan(now() - sinceMs)
  pair.expectSound()
})
