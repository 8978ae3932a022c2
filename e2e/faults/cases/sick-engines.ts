import path from 'node:path'
import type { Role } from '../../demo/world-plan.ts'
import type { CaseBench, FaultCase } from '../fault-case.ts'
import { type FaultServer, until } from '../fault-server.ts'

/** Engines that loop for ever or run out of memory: made so through the inspector of the test's own process. */

const PORT = 9_229
const LOOP = 'for (;;) {}'
const HOARD = 'globalThis.hoard = []; for (;;) hoard.push(new Array(100000).fill(hoard.length))'
const SMALL_HEAP_MIB = 128

const withInspector = (more: string, role: Role) => (): Partial<Record<Role, NodeJS.ProcessEnv>> => ({
  [role]: { NODE_OPTIONS: `--inspect=127.0.0.1:${PORT} ${more}` },
})

const evaluate = async (
  { world }: CaseBench,
  thread: 'host' | 'engine',
  expression: string,
  role: Role = 'primary',
) => {
  const script = path.resolve(import.meta.dirname, '../inspect.ts')
  const inspector = world.run(role, 'inspector', [
    ...[process.execPath, script, '--port', String(PORT)],
    ...['--thread', thread, '--expression', expression],
  ])
  await inspector.waitFor(/sent/, 20_000)
}

const mustEnd = async ({ primary }: CaseBench): Promise<void> => {
  if (!(await until(() => !primary.isRunning()))) throw new Error('the sick engine still runs')
}

/** The other server says of this one whether its program answers nobody. */
const saysStuck = (server: FaultServer, isStuck: boolean): Promise<unknown> =>
  server.until(
    `the other program ${isStuck ? 'answers nobody' : 'answers'}`,
    ({ alarms }) => alarms.some(({ code }) => code === 'hostStuck') === isStuck,
  )

const startedAgain = async (server: FaultServer, before: readonly number[]): Promise<void> => {
  const isAnother = () => server.pids('engine').some((pid) => !before.includes(pid))
  if (!(await until(isAnother))) throw new Error(`the stuck program of the ${server.role} was not ended`)
  await server.until('it answers again', () => true)
}

const takenOver = [{ act: 'takeOver', outcome: 'done', by: 'secondary' }] as const

const dying = (name: string, thread: 'host' | 'engine', expression: string, more = ''): FaultCase => ({
  name,
  holder: 'secondary',
  withinMs: 15_000,
  surroundings: withInspector(more, 'primary'),
  strike: async (bench) => {
    bench.primary.leaveDown()
    await evaluate(bench, thread, expression)
    await bench.serves('secondary')
    await mustEnd(bench)
  },
  heal: ({ primary }) => primary.start(),
  record: takenOver,
})

export const sickEngineCases: readonly FaultCase[] = [
  dying('engine in an endless loop on the active', 'engine', LOOP),
  dying('engine out of memory on the active', 'engine', HOARD, `--max-old-space-size=${SMALL_HEAP_MIB}`),
  dying('host of the engine out of memory', 'host', HOARD, `--max-old-space-size=${SMALL_HEAP_MIB}`),
  {
    name: 'host of the active in an endless loop, then a switch-over',
    holder: 'secondary',
    withinMs: 15_000,
    surroundings: withInspector('', 'primary'),
    strike: async (bench) => {
      const { primary, secondary, world } = bench
      const stuck = primary.pids('engine')
      await evaluate(bench, 'host', LOOP)
      await saysStuck(secondary, true)
      // Well after it was noticed: nothing ends by itself while it is in control.
      await bench.longerThanLeases()
      if (!world.auditor.isUp('A')) throw new Error('the services of the active stopped')
      if (primary.pids('engine').join() !== stuck.join()) throw new Error('the active was ended')
      await secondary.command('switchOver')
      await bench.serves('secondary')
      await startedAgain(primary, stuck)
      await saysStuck(secondary, false)
    },
    heal: async () => {},
    record: [{ act: 'endHost', outcome: 'begun', by: 'primary' }],
  },
  {
    name: 'host of the standby in an endless loop',
    holder: 'primary',
    withinMs: 15_000,
    surroundings: withInspector('', 'secondary'),
    strike: async (bench) => {
      const { secondary, world } = bench
      const stuck = secondary.pids('engine')
      await evaluate(bench, 'host', LOOP, 'secondary')
      await startedAgain(secondary, stuck)
      if (!world.auditor.isUp('A')) throw new Error('the services of the active stopped')
      await secondary.until('it is still armed', ({ automatic }) => automatic.armed)
    },
    heal: async () => {},
    record: [{ act: 'endHost', outcome: 'begun', by: 'secondary' }],
  },
]
