import { describe, expect, test } from 'vitest'
import type { LinkProcessLine } from '../../electron/engine/link/fixtures/link-process.ts'
import { networkFault } from '../fixtures/namespaces.ts'
import { addresses, onTwoHosts, PORT } from './two-hosts.ts'

/** A fault of the network between two hosts, and what the doctor of each says. All at once: they mostly wait. */

const fault = networkFault()
if (fault !== null) console.log(`SKIPPED: the link doctor's faults of a real network: ${fault}`)
const LIMIT_MS = 90_000

const says =
  (finding: string, state?: LinkProcessLine['state']) =>
  (line: LinkProcessLine): boolean =>
    line.findings[0] === finding && (state === undefined || line.state === state)

/** The system's own word for it comes at about the time at which waiting ends. */
const isNobodyThere = (line: LinkProcessLine): boolean =>
  /^nothingThere both (certain|likely)$/.test(line.findings[0] ?? '')

const options = { timeout: LIMIT_MS, concurrent: true, skip: fault !== null }

describe('what one server sends is dropped', options, () => {
  test.each([
    ['primary', 'secondary'],
    ['secondary', 'primary'],
  ] as const)('from the %s: it says so itself, on the open link and without one', (from, to) =>
    onTwoHosts(async ({ network, startBoth }) => {
      const [primary, secondary] = await startBoth()
      const [speaker, deaf] = from === 'primary' ? [primary, secondary] : [secondary, primary]
      network.drop(from, to, 100)
      await Promise.all([
        speaker.until(says('firewallDrops toPeer likely', 'up')),
        deaf.until(says('noAnswer both likely', 'up')),
      ])
      // Without a link: the other's requests come in, and the answers to them get lost.
      await speaker.until(says('firewallDrops toPeer certain', 'down'))
      // Whoever hears nothing cannot tell.
      await deaf.until(says('noAnswer both possible', 'down'))
    }),
  )
})

describe('a firewall at the link port', options, () => {
  test.each([
    ['drop', 'firewallDrops toPeer certain'],
    ['reject with tcp reset', 'firewallRejects toPeer certain'],
    ['reject with icmp type admin-prohibited', 'firewallRejects toPeer certain'],
  ])('of the Primary, %s: no link, and each side names the direction', (verdict, found) =>
    onTwoHosts(async ({ firewall, start }) => {
      firewall('primary', `tcp dport ${PORT} ${verdict}`)
      const [primary, secondary] = [await start('primary'), await start('secondary')]
      await Promise.all([
        secondary.until(says(found, 'down')),
        primary.until(says('firewallDrops fromPeer likely', 'down')),
      ])
    }),
  )

  test.each([
    ['drop', 'firewallDrops toPeer certain'],
    ['reject with tcp reset', 'firewallRejects toPeer certain'],
  ])('of the Secondary, %s: the link stands, an examination finds it', (verdict, found) =>
    onTwoHosts(async ({ firewall, startBoth }) => {
      firewall('secondary', `tcp dport ${PORT} ${verdict}`)
      const [primary] = await startBoth()
      expect((await primary.examine()).findings).toContain(found)
    }),
  )
})

describe('large packets are lost', options, () => {
  const MOST = 1_200
  test('towards the Primary: found by an examination on either side, in the right direction', () =>
    onTwoHosts(async ({ firewall, startBoth }) => {
      const [primary, secondary] = await startBoth()
      firewall('primary', `ip saddr ${addresses.secondary} ip length > ${MOST} drop`)
      expect((await secondary.examine()).findings[0]).toMatch(/^largeFramesLost toPeer (certain|likely)$/)
      expect((await primary.examine()).findings[0]).toBe('largeFramesLost fromPeer certain')
    }))

  test('from the start: the first large frame is never acknowledged', () =>
    onTwoHosts(async ({ firewall, start }) => {
      firewall('primary', `ip length > ${MOST} drop`)
      await start('primary')
      const secondary = await start('secondary')
      await secondary.until(says('largeFramesLost toPeer likely', 'down'))
      expect((await secondary.examine()).findings[0]).toBe('largeFramesLost toPeer certain')
    }))
})

describe('nothing at the other end', options, () => {
  test('no machine has the address', () =>
    onTwoHosts(async ({ start }) => {
      const secondary = await start('secondary', '10.77.40.9')
      await secondary.until(isNobodyThere)
    }))

  test('a machine has it, and the program does not run', () =>
    onTwoHosts(async ({ start }) => {
      const secondary = await start('secondary')
      await secondary.until(says('portClosed toPeer likely'))
    }))

  test('a cable is pulled: its own server knows, the other hears nothing; both heal', () =>
    onTwoHosts(async ({ network, startBoth }) => {
      const [primary, secondary] = await startBoth()
      network.unplug('secondary')
      await Promise.all([
        secondary.until(says('ownCardDown both certain', 'down')),
        primary.until(says('noAnswer both possible', 'down')),
      ])
      network.plug('secondary')
      await Promise.all([primary, secondary].map((link) => link.until(({ state }) => state === 'up')))
    }))
})

describe('packets are lost by chance', options, () => {
  test('towards the Secondary: an examination on the Primary names the direction', () =>
    onTwoHosts(async ({ network, startBoth }) => {
      const [primary] = await startBoth()
      network.drop('primary', 'secondary', 25)
      expect((await primary.examine()).findings).toContainEqual(
        expect.stringMatching(/^highLoss (toPeer|both) /),
      )
    }))

  test('both ways: found by an examination', () =>
    onTwoHosts(async ({ network, startBoth }) => {
      const [primary] = await startBoth()
      network.drop('primary', 'secondary', 20)
      network.drop('secondary', 'primary', 20)
      expect((await primary.examine()).findings).toContainEqual(expect.stringMatching(/^highLoss /))
    }))
})
