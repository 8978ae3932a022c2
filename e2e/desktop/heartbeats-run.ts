import fs from 'node:fs'
import path from 'node:path'
import type { RecordEntry } from '../../shared/contract/record.ts'
import { createPairWorld, type PairWorld, smallTree } from '../demo/pair-world.ts'
import { type Role, roles, timings } from '../demo/world-plan.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'
import { type Counts, playWithDialogs } from './fixtures/dialog-play.ts'

/** The measurement itself, at a display that e2e/desktop/heartbeats.ts provides: `heartbeats-run.ts MINUTES`. */

const MINUTE_MS = 60_000
const SETTLE_MS = 60_000
const CALL_PAUSE_MS = 500

const bringUp = async (world: PairWorld): Promise<Record<Role, DesktopApp>> => {
  const start = (role: Role) => startApp(world.servers[role].data, { [WORLD_VARIABLE]: world.folder })
  const [primary, secondary] = await Promise.all([start('primary'), start('secondary')])
  await world.enableBoth()
  world.startPhones()
  const armable = await world.waitForStatus('secondary', ({ automatic }) => automatic.canArm, SETTLE_MS)
  if (armable === null) throw new Error('The pair did not become ready within a minute.')
  const armed = await world.cli('secondary', ['arm'])
  if (armed.code !== 0) throw new Error(armed.stderr)
  world.setCalls(CALL_PAUSE_MS)
  return { primary, secondary }
}

interface Noted {
  readonly role: Role
  readonly entry: RecordEntry
}

/** What either server decided or noted since. */
const recordedSince = async (world: PairWorld, sinceMs: number): Promise<Noted[]> => {
  const found: Noted[] = []
  for (const role of roles) {
    const { code, stdout, stderr } = await world.cli(role, ['record', '--json', '-n', '1000'])
    if (code !== 0) throw new Error(`The ${role} gives no record: ${stderr}`)
    for (const line of stdout.split('\n').filter(Boolean)) {
      const entry = JSON.parse(line) as RecordEntry
      if (entry.wallMs >= sinceMs) found.push({ role, entry })
    }
  }
  return found
}

/** An engine that stood still for a moment notes it, and trusts nothing of that moment: no loss, but worth a line. */
const isStall = ({ entry }: Noted): boolean => entry.act === 'stall'

const stallLine = ({ role, entry }: Noted): string => {
  const [rule] = entry.rules
  return `the ${role}'s engine stood still for ${rule?.value} ms (noted from ${rule?.limit} ms on)`
}

/** Said once for every link that ended; so one line for a link that never broke. */
const silences = (world: PairWorld, role: Role): number[] => {
  const log = fs.readFileSync(path.join(world.servers[role].data, 'log/engine.log'), 'utf8')
  return [...log.matchAll(/longest time without a word from the other server was (\d+) ms/g)].map((match) =>
    Number(match[1]),
  )
}

const measure = async (world: PairWorld, minutes: number): Promise<number> => {
  const apps = await bringUp(world)
  const before = roles.map((role) => silences(world, role).length)
  const startMs = Date.now()
  const untilMs = startMs + minutes * MINUTE_MS
  const counts: Counts = { opened: 0, moved: 0 }
  const told = setInterval(() => {
    const passed = Math.round((Date.now() - startMs) / MINUTE_MS)
    console.log(`${passed} min: ${counts.opened} dialogs opened, moved ${counts.moved} times, closed`)
  }, MINUTE_MS)
  await Promise.all(roles.map((role) => playWithDialogs(apps[role], untilMs, counts)))
  clearInterval(told)
  const recorded = await recordedSince(world, startMs)
  // A quiet pair decides nothing.
  const faults = recorded
    .filter((noted) => !isStall(noted))
    .map(({ role, entry }) => `${role}: ${JSON.stringify(entry)}`)
  for (const role of roles) {
    const status = await world.status(role)
    if (status?.activeSystem !== 'primary') faults.push(`${role}: in control is ${status?.activeSystem}`)
    if (status?.automatic.armed !== true) faults.push(`${role}: automatic take-over is not on any more`)
  }
  // In order, so that each says what its link was like.
  for (const role of ['secondary', 'primary'] as const) await endApp(apps[role])
  const { heartbeatMs, declareLostMs } = timings.normal
  console.log(
    `${counts.opened} dialogs opened, moved ${counts.moved} times and closed in ${minutes} min, on two apps at once.`,
  )
  for (const [index, role] of roles.entries()) {
    const [longest = Number.NaN, ...more] = silences(world, role).slice(before[index])
    console.log(`longest time the ${role} heard nothing: ${longest} ms`)
    if (!(longest < declareLostMs) || more.length > 0) {
      faults.push(`${role}: its link ended ${more.length + 1} times, longest silence ${longest} ms`)
    }
  }
  console.log(`(a heartbeat each ${heartbeatMs} ms, lost after ${declareLostMs} ms)`)
  for (const noted of recorded.filter(isStall)) console.log(stallLine(noted))
  for (const fault of faults) console.log(`  ${fault}`)
  console.log(faults.length === 0 ? 'No false loss, no decision.' : `FAILED: ${faults.length} findings.`)
  return faults.length === 0 ? 0 : 1
}

const world = await createPairWorld({ tree: smallTree, timing: timings.normal })
try {
  process.exitCode = await measure(world, Number(process.argv[2]))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  await world.end()
}
process.exit()
