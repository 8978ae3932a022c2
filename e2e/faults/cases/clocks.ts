import fs from 'node:fs'
import path from 'node:path'
import type { CaseBench, FaultCase } from '../fault-case.ts'

/** Wall clocks that are wrong, or jump: control counts on monotonic time only. The package faketime. */

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'
const lack = (): string | null =>
  fs.existsSync(LIBRARY) ? null : 'faketime (package faketime) is not installed.'

const offsetFile = ({ world }: CaseBench): string => path.join(world.folder, 'clock-offset')
const setClock = (bench: CaseBench, offset: string): void =>
  fs.writeFileSync(offsetFile(bench), `${offset}\n`)

/** The wall clock of a server's processes follows the file; the monotonic one is left alone. */
const withClock = (bench: CaseBench): NodeJS.ProcessEnv => ({
  LD_PRELOAD: LIBRARY,
  FAKETIME_TIMESTAMP_FILE: offsetFile(bench),
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  DONT_FAKE_MONOTONIC: '1',
})

const hasSkew = (server: CaseBench['primary']): Promise<unknown> =>
  server.until('the clocks differ', ({ alarms }) => alarms.some(({ code }) => code === 'clockSkew'))

export const clockCases: readonly FaultCase[] = [
  {
    name: 'clock of the standby an hour ahead',
    holder: 'primary',
    withinMs: 20_000,
    fault: lack,
    strike: async (bench) => {
      const { secondary } = bench
      setClock(bench, '+3600')
      await secondary.stop()
      await secondary.start(withClock(bench))
      await hasSkew(secondary)
      await bench.longerThanLeases()
    },
    heal: async ({ secondary }) => {
      await secondary.stop()
      await secondary.start()
    },
    record: ['nothing'],
  },
  {
    name: 'clock of the active jumps an hour, and back',
    holder: 'primary',
    withinMs: 20_000,
    fault: lack,
    surroundings: (bench) => ({ primary: withClock(bench) }),
    prepare: async (bench) => setClock(bench, '+0'),
    strike: async (bench) => {
      setClock(bench, '+3600')
      await bench.longerThanLeases()
      setClock(bench, '-3600')
      await bench.longerThanLeases()
    },
    heal: async (bench) => setClock(bench, '+0'),
    record: ['nothing', { act: 'clockJump', outcome: 'noted', by: 'primary' }],
  },
]
