import type { CaseBench, FaultCase } from '../fault-case.ts'
import { isAlive, until } from '../fault-server.ts'

/** Engines, guardians and whole hosts killed and frozen. */

const takenOver = [{ act: 'takeOver', outcome: 'done', by: 'secondary' }] as const
const startPrimary = ({ primary }: CaseBench): Promise<void> => primary.start()
const startSecondary = ({ secondary }: CaseBench): Promise<void> => secondary.start()

const mustEnd = async (pids: readonly number[], what: string): Promise<void> => {
  if (pids.length === 0) throw new Error(`there was no ${what}`)
  if (!(await until(() => !pids.some(isAlive)))) throw new Error(`${what} still runs`)
}

/** The alarm of a guardian that is gone stands until the next one is ready. */
const missed = (server: CaseBench['primary']): Promise<unknown> =>
  server.until('the guardian is missed', ({ alarms }) => alarms.some(({ code }) => code === 'guardianGone'))

/** A thawed engine demotes by itself, or its guardian ends it first: both are right. */
const letGo = async ({ primary, silent }: CaseBench): Promise<void> => {
  await silent('primary')
  const knows = primary.until('it is not in control', ({ activeSystem }) => activeSystem !== 'primary')
  const ended = until(() => !primary.isRunning())
  await Promise.race([knows.catch(() => {}), ended])
  if (!primary.isRunning()) await primary.start()
}

export const processCases: readonly FaultCase[] = [
  {
    name: 'kill -9 of the engine on the active',
    holder: 'secondary',
    withinMs: 15_000,
    strike: async ({ primary, serves }) => {
      const services = primary.pids('services')
      primary.signal('SIGKILL', 'engine')
      await mustEnd(services, 'service')
      await serves('secondary')
    },
    heal: startPrimary,
    record: takenOver,
  },
  {
    name: 'kill -9 of the guardian on the active',
    holder: 'either',
    withinMs: 20_000,
    strike: async ({ primary }) => {
      const services = primary.pids('services')
      const alarm = missed(primary)
      primary.signal('SIGKILL', 'guardian')
      await alarm
      await mustEnd(services, 'service')
    },
    heal: async () => {},
    record: [{ act: 'demote', outcome: 'done', failing: 'guardianReady', by: 'primary' }],
  },
  {
    name: 'kill -9 of everything on the active',
    holder: 'secondary',
    withinMs: 15_000,
    strike: async ({ primary, serves }) => {
      await primary.powerOff()
      await serves('secondary')
    },
    heal: startPrimary,
    record: takenOver,
  },
  {
    name: 'kill -9 of the engine on the standby',
    holder: 'primary',
    withinMs: 15_000,
    strike: async ({ secondary, longerThanLeases }) => {
      secondary.signal('SIGKILL', 'engine')
      await longerThanLeases()
    },
    heal: startSecondary,
    record: ['nothing'],
  },
  {
    name: 'kill -9 of the guardian on the standby',
    holder: 'primary',
    withinMs: 15_000,
    strike: async ({ secondary }) => {
      const alarm = missed(secondary)
      secondary.signal('SIGKILL', 'guardian')
      await alarm
    },
    heal: async ({ secondary }) => {
      await secondary.until('there is a new guardian', ({ alarms }) =>
        alarms.every(({ code }) => code !== 'guardianGone'),
      )
    },
    record: ['nothing'],
  },
  {
    name: 'engine frozen on the active',
    holder: 'secondary',
    withinMs: 15_000,
    strike: async ({ primary, serves }) => {
      const engine = primary.pids('engine')
      primary.signal('SIGSTOP', 'engine')
      await serves('secondary')
      await mustEnd(engine, 'frozen engine')
    },
    heal: startPrimary,
    record: takenOver,
  },
  {
    name: 'engine frozen on the standby',
    holder: 'primary',
    withinMs: 15_000,
    strike: async ({ secondary }) => {
      const engine = secondary.pids('engine')
      secondary.signal('SIGSTOP', 'engine')
      await mustEnd(engine, 'frozen engine')
    },
    heal: startSecondary,
    record: ['nothing'],
  },
  {
    name: 'guardian frozen on the active',
    holder: 'either',
    withinMs: 20_000,
    strike: async ({ primary }) => {
      const guardian = primary.pids('guardian')
      const services = primary.pids('services')
      const alarm = missed(primary)
      primary.signal('SIGSTOP', 'guardian')
      await mustEnd(guardian, 'frozen guardian')
      await alarm
      await mustEnd(services, 'service')
    },
    heal: async () => {},
    record: [{ act: 'demote', outcome: 'done', failing: 'guardianReady', by: 'primary' }],
  },
  {
    name: 'engine frozen and thawed within the lease',
    holder: 'primary',
    withinMs: 15_000,
    strike: async ({ primary }) => {
      primary.signal('SIGSTOP', 'engine')
      await new Promise((resolve) => setTimeout(resolve, 400))
      primary.signal('SIGCONT', 'engine')
    },
    heal: async () => {},
    record: ['nothing'],
  },
  {
    name: 'engine and guardian frozen, services go on',
    // The standby sees them answer and refuses to take over; when it misses them, they may answer as long as the freeze lasts.
    holder: 'either',
    withinMs: 20_000,
    overlapMs: 8_000,
    strike: async ({ primary, longerThanLeases }) => {
      primary.signal('SIGSTOP', 'engine', 'guardian')
      await longerThanLeases()
      primary.signal('SIGCONT', 'engine', 'guardian')
    },
    heal: letGo,
    record: [...takenOver, { act: 'takeOver', outcome: 'refused', by: 'secondary' }],
  },
  {
    name: 'whole host frozen, services too',
    holder: 'secondary',
    withinMs: 20_000,
    // S and the guardian's own scheduling after the thaw.
    overlapMs: 1_500,
    strike: async ({ primary, serves }) => {
      primary.signal('SIGSTOP', 'services', 'guardian', 'engine')
      await serves('secondary')
      primary.signal('SIGCONT', 'services', 'guardian', 'engine')
    },
    heal: letGo,
    record: takenOver,
  },
]
