import { boxPassword, type Role } from '../../demo/world-plan.ts'
import type { CaseBench, FaultCase } from '../fault-case.ts'
import { PATIENCE_MS } from '../fault-server.ts'
import { addresses, ports } from '../hosts.ts'

/** The line switch: not reached, without power, occupied. A linked pair stays as it is. */

const mend = async ({ world }: CaseBench): Promise<void> => {
  world.network.dropNothing()
}

/** Takes the box's only session as soon as it is free, and keeps it. */
const STRANGER = `const s = require('net').connect(${ports.box}, '${addresses.box}')
s.on('error', () => {}); s.on('data', () => console.log('held'))
s.write('\\x1b${boxPassword}\\x01a\\x02q\\r')`

/** Until this server is in the middle of a session. */
const inSession = async ({ boxServes }: CaseBench['world'], role: Role): Promise<void> => {
  for (const end = Date.now() + PATIENCE_MS; (await boxServes()) !== addresses[role]; ) {
    if (Date.now() > end) throw new Error(`the ${role} does not ask the box`)
  }
}

const unreached = (name: string, from: readonly ('primary' | 'secondary')[]): FaultCase => ({
  name: `box not reached by ${name}`,
  holder: 'primary',
  withinMs: 15_000,
  strike: async ({ world, longerThanLeases }) => {
    for (const role of from) world.network.cut(role, 'box')
    await longerThanLeases()
  },
  heal: mend,
  record: ['nothing'],
})

export const boxCases: readonly FaultCase[] = [
  unreached('the active', ['primary']),
  unreached('the standby', ['secondary']),
  unreached('both', ['primary', 'secondary']),
  {
    name: 'box without power, and back',
    holder: 'primary',
    withinMs: 15_000,
    strike: async ({ world, longerThanLeases }) => {
      await world.box({ refuse: true })
      await longerThanLeases()
    },
    heal: ({ world }) => world.box({ refuse: false }),
    record: ['nothing'],
  },
  {
    name: 'box without power, then the active dies',
    holder: 'secondary',
    withinMs: 20_000,
    strike: async ({ world, primary, silent, longerThanLeases }) => {
      await world.box({ refuse: true })
      await primary.powerOff()
      await silent('primary')
      await longerThanLeases()
    },
    heal: async ({ world, serves, primary }) => {
      await world.box({ refuse: false })
      await serves('secondary')
      await primary.start()
    },
    record: [{ act: 'takeOver', outcome: 'done', by: 'secondary' }],
  },
  {
    // Only who had that session can end it, in a box that ends none by itself. Back, it may take over before the link stands.
    name: 'cable of the standby out in the middle of its session with the box',
    holder: 'either',
    withinMs: 10_000,
    strike: async ({ world, silent, longerThanLeases }) => {
      // Both ask at the same moments: the other one would always be the first.
      world.network.cut('primary', 'box')
      await world.box({ deaf: true, idleMs: 0 })
      await inSession(world, 'secondary')
      world.network.unplug('secondary')
      world.network.dropNothing()
      await world.box({ deaf: false })
      await silent('primary')
      // What could not leave is kept for some seconds, and must not end the session either.
      await longerThanLeases()
    },
    heal: async ({ world }) => world.network.plug('secondary'),
    record: [{ act: 'demote', outcome: 'done', by: 'primary' }],
  },
  {
    name: "box's only session held by a stranger",
    holder: 'primary',
    withinMs: 15_000,
    strike: async ({ world, secondary, longerThanLeases }) => {
      await world.box({ idleMs: 0 })
      const stranger = world.run('watcher', 'stranger', [process.execPath, '-e', STRANGER])
      await stranger.waitFor(/held/, 20_000)
      await secondary.until('the box is silent', ({ alarms }) =>
        alarms.some(({ code }) => code === 'lineSwitchSilent'),
      )
      await longerThanLeases()
      await stranger.end(1_000)
    },
    heal: async () => {},
    record: ['nothing'],
  },
]
