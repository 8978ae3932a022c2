import type { Status } from '../../../shared/contract/status.ts'
import type { CaseBench, FaultCase } from '../fault-case.ts'

/** A planned switch-over with a fault in the middle: done or rolled back, and never two in control. */

/** Asks for it and does not wait for the answer, which may never come. */
const press = async ({ primary }: CaseBench): Promise<void> => {
  const isRunning = ({ switchOver }: Status) => switchOver !== null
  const running = primary.until('the switch-over runs', isRunning)
  primary.command('switchOver').catch(() => {})
  await running
}

const doneOrNot = [
  { act: 'giveControl', outcome: 'done' },
  { act: 'switchOver', outcome: 'abandoned' },
  { act: 'switchOver', outcome: 'refused' },
  { act: 'takeGrant', outcome: 'done' },
  { act: 'takeOver', outcome: 'done' },
  { act: 'resume', outcome: 'done' },
] as const

const during = (
  name: string,
  fault: (bench: CaseBench) => Promise<void>,
  heal: (bench: CaseBench) => Promise<void>,
): FaultCase => ({
  name: `planned switch-over, ${name}`,
  holder: 'either',
  withinMs: 25_000,
  strike: async (bench) => {
    await press(bench)
    await fault(bench)
    await bench.longerThanLeases()
  },
  heal,
  record: doneOrNot,
})

const mend = async ({ world }: CaseBench): Promise<void> => {
  world.network.dropNothing()
}

export const plannedCases: readonly FaultCase[] = [
  {
    name: 'planned switch-over with 20 % of the packets lost',
    holder: 'either',
    withinMs: 25_000,
    strike: async (bench) => {
      const { network } = bench.world
      network.drop('primary', 'secondary', 20)
      network.drop('secondary', 'primary', 20)
      await press(bench)
      await bench.longerThanLeases()
    },
    heal: mend,
    record: doneOrNot,
  },
  during('the link cut in the middle', async ({ world }) => world.network.cut('primary', 'secondary'), mend),
  during(
    'the box without power in the middle',
    ({ world }) => world.box({ refuse: true }),
    ({ world }) => world.box({ refuse: false }),
  ),
  during(
    'the standby without power in the middle',
    ({ secondary }) => secondary.powerOff(),
    ({ secondary }) => secondary.start(),
  ),
  during(
    'the active without power in the middle',
    ({ primary }) => primary.powerOff(),
    ({ primary }) => primary.start(),
  ),
]
