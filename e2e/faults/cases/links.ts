import { leaveSlowPath, relayArgv, slowPathFault, takeSlowPath } from '../../fixtures/slow-path.ts'
import type { CaseBench, FaultCase } from '../fault-case.ts'

/** The network between the two servers, and to everything else. */

const mend = async ({ world }: CaseBench): Promise<void> => {
  world.network.dropNothing()
}
const lasting =
  (strike: (bench: CaseBench) => void) =>
  async (bench: CaseBench): Promise<void> => {
    strike(bench)
    await bench.longerThanLeases()
  }

const servers = ['primary', 'secondary'] as const
const slow = { delayMs: 40, jitterMs: 80, twicePercent: 5 }
const FLAPS = 10
const FLAP_MS = 400

const lossy = (percent: number): FaultCase => ({
  name: `${percent} % of the packets between the servers lost`,
  holder: 'either',
  withinMs: 20_000,
  strike: lasting(({ world: { network } }) => {
    network.drop('primary', 'secondary', percent)
    network.drop('secondary', 'primary', percent)
  }),
  heal: mend,
  record: [
    'nothing',
    { act: 'takeOver', outcome: 'done' },
    { act: 'takeOver', outcome: 'refused' },
    { act: 'takeOver', outcome: 'abandoned' },
  ],
})

export const linkCases: readonly FaultCase[] = [
  {
    name: 'link cut, both reach the box',
    holder: 'secondary',
    withinMs: 20_000,
    strike: lasting(({ world }) => world.network.cut('primary', 'secondary')),
    heal: mend,
    record: [{ act: 'takeOver', outcome: 'done', by: 'secondary' }],
  },
  {
    name: 'link cut one way: the active is not heard',
    holder: 'secondary',
    withinMs: 20_000,
    strike: lasting(({ world }) => world.network.drop('primary', 'secondary', 100)),
    heal: mend,
    record: [{ act: 'takeOver', outcome: 'done', by: 'secondary' }],
  },
  {
    name: 'link cut one way: the standby is not heard',
    holder: 'secondary',
    withinMs: 20_000,
    strike: lasting(({ world }) => world.network.drop('secondary', 'primary', 100)),
    heal: mend,
    record: [{ act: 'takeOver', outcome: 'done', by: 'secondary' }],
  },
  {
    name: 'active isolated from everything',
    holder: 'secondary',
    withinMs: 20_000,
    strike: async ({ world, serves, primary }) => {
      world.network.unplug('primary')
      await serves('secondary')
      // Nobody sees them from outside: their processes must be gone by then.
      const left = primary.pids('services')
      if (left.length > 0) throw new Error(`services of the isolated server still run: ${left.join(' ')}`)
    },
    heal: async ({ world }) => world.network.plug('primary'),
    record: [{ act: 'takeOver', outcome: 'done', by: 'secondary' }],
  },
  {
    name: 'active isolated from box and standby, clients still reach it',
    holder: 'secondary',
    withinMs: 20_000,
    strike: async ({ world, serves }) => {
      world.network.cut('primary', 'secondary')
      world.network.cut('primary', 'box')
      await serves('secondary')
    },
    heal: mend,
    record: [{ act: 'takeOver', outcome: 'done', by: 'secondary' }],
  },
  {
    name: 'standby isolated from everything',
    holder: 'primary',
    withinMs: 20_000,
    strike: lasting(({ world }) => world.network.unplug('secondary')),
    heal: async ({ world }) => world.network.plug('secondary'),
    record: [{ act: 'takeOver', outcome: 'refused', by: 'secondary' }],
  },
  {
    name: 'gateway lost',
    holder: 'primary',
    withinMs: 10_000,
    strike: lasting(({ world }) => world.network.unplug('gateway')),
    heal: async ({ world }) => world.network.plug('gateway'),
    record: ['nothing'],
  },
  {
    name: 'link flaps',
    holder: 'either',
    withinMs: 20_000,
    strike: async ({ world: { network } }) => {
      for (let flap = 0; flap < FLAPS; flap += 1) {
        if (flap % 2 === 0) network.cut('primary', 'secondary')
        else network.dropNothing()
        await new Promise((resolve) => setTimeout(resolve, FLAP_MS))
      }
    },
    heal: mend,
    record: [
      'nothing',
      { act: 'takeOver', outcome: 'done' },
      { act: 'takeOver', outcome: 'refused' },
      { act: 'takeOver', outcome: 'abandoned' },
    ],
  },
  lossy(10),
  lossy(20),
  lossy(30),
  {
    name: 'packets between the servers late, in another order, twice',
    holder: 'primary',
    withinMs: 20_000,
    fault: slowPathFault,
    strike: async ({ world, longerThanLeases }) => {
      const relay = world.run('relay', 'relay', relayArgv(world.network, servers, 'relay', slow))
      await relay.waitFor(/ready/, 10_000)
      takeSlowPath(world.network, servers, 'relay')
      await longerThanLeases()
    },
    heal: async ({ world }) => leaveSlowPath(world.network, servers),
    record: ['nothing'],
  },
]
