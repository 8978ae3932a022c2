import type { CaseBench, FaultCase } from '../fault-case.ts'

/** Both without power, started again in each order; and a key that is changed on one side only. */

const offAndOn = (
  name: string,
  holder: FaultCase['holder'],
  start: (bench: CaseBench) => Promise<void>,
): FaultCase => ({
  name: `both without power, ${name}`,
  holder,
  withinMs: 20_000,
  strike: async ({ primary, secondary, silent }) => {
    await Promise.all([primary.powerOff(), secondary.powerOff()])
    await silent('primary')
  },
  heal: start,
  record: [
    { act: 'resume', outcome: 'done' },
    { act: 'takeOver', outcome: 'done' },
    { act: 'takeGrant', outcome: 'done' },
  ],
})

const ANOTHER_KEY = 'another key than the one both had'

export const startCases: readonly FaultCase[] = [
  offAndOn('the active starts first', 'primary', async ({ primary, secondary, serves }) => {
    await primary.start()
    await serves('primary')
    await secondary.start()
  }),
  offAndOn('the standby starts first', 'secondary', async ({ primary, secondary, serves }) => {
    await secondary.start()
    await serves('secondary')
    await primary.start()
  }),
  offAndOn('both start at once', 'either', async ({ primary, secondary }) => {
    await Promise.all([primary.start(), secondary.start()])
  }),
  {
    name: 'key changed on the standby only',
    holder: 'primary',
    withinMs: 15_000,
    unarmed: true,
    strike: async ({ secondary, longerThanLeases }) => {
      await secondary.enable(ANOTHER_KEY)
      await secondary.until('the keys differ', ({ alarms }) =>
        alarms.some(({ code }) => code === 'keyMismatch'),
      )
      await longerThanLeases()
    },
    heal: ({ world, secondary }) => secondary.enable(world.key),
    record: [{ act: 'takeOver', outcome: 'refused', failing: 'armed', by: 'secondary' }],
  },
]
