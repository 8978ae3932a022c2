import path from 'node:path'
import type { CaseBench, FaultCase } from '../fault-case.ts'
import { until } from '../fault-server.ts'

/** Engines that loop for ever or run out of memory: made so through the inspector of the test's own process. */

const PORT = 9_229
const LOOP = 'for (;;) {}'
const HOARD = 'globalThis.hoard = []; for (;;) hoard.push(new Array(100000).fill(hoard.length))'
const SMALL_HEAP_MIB = 128

const withInspector = (more: string) => (): { primary: NodeJS.ProcessEnv } => ({
  primary: { NODE_OPTIONS: `--inspect=127.0.0.1:${PORT} ${more}` },
})

const evaluate = async ({ world }: CaseBench, thread: 'host' | 'engine', expression: string) => {
  const script = path.resolve(import.meta.dirname, '../inspect.ts')
  const inspector = world.run('primary', 'inspector', [
    ...[process.execPath, script, '--port', String(PORT)],
    ...['--thread', thread, '--expression', expression],
  ])
  await inspector.waitFor(/sent/, 20_000)
}

const mustEnd = async ({ primary }: CaseBench): Promise<void> => {
  if (!(await until(() => !primary.isRunning()))) throw new Error('the sick engine still runs')
}

const takenOver = [{ act: 'takeOver', outcome: 'done', by: 'secondary' }] as const

const dying = (name: string, thread: 'host' | 'engine', expression: string, more = ''): FaultCase => ({
  name,
  holder: 'secondary',
  withinMs: 15_000,
  surroundings: withInspector(more),
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
    name: 'host of the engine in an endless loop: the engine goes on',
    holder: 'secondary',
    withinMs: 15_000,
    surroundings: withInspector(''),
    strike: async (bench) => {
      await evaluate(bench, 'host', LOOP)
      await bench.longerThanLeases()
      if (!bench.world.auditor.isUp('A')) throw new Error('the services of the active stopped')
      bench.primary.signal('SIGKILL', 'engine')
      await bench.serves('secondary')
    },
    heal: ({ primary }) => primary.start(),
    record: takenOver,
  },
]
