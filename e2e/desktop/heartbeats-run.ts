import fs from 'node:fs'
import path from 'node:path'
import type { RecordEntry } from '../../shared/contract/contract.ts'
import { type WindowKind, windowAddress } from '../../shared/contract/desktop.ts'
import { createPairWorld, type PairWorld, smallTree } from '../demo/pair-world.ts'
import { type Role, roles, timings } from '../demo/world-plan.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'

/** The measurement itself, at a display that e2e/desktop/heartbeats.ts provides: `heartbeats-run.ts MINUTES`. */

const MINUTE_MS = 60_000
const MOVES = 25
const SETTLE_MS = 60_000
const CALL_PAUSE_MS = 500
const dialogs = ['redundancy', 'administration'] as const satisfies WindowKind[]

interface Counts {
  opened: number
  moved: number
}

/** Across the screen and back, one call of the window system after the other. */
const moveAbout = (app: DesktopApp, address: string, moves: number): Promise<void> =>
  app.electron.evaluate(
    ({ BrowserWindow }, given) => {
      const window = BrowserWindow.getAllWindows().find(
        ({ webContents }) => webContents.getURL() === given.address,
      )
      for (let move = 0; move < given.moves; move += 1) window?.setPosition(10 + move * 12, 10 + move * 8)
    },
    { address, moves },
  )

const close = async (app: DesktopApp, address: string): Promise<void> => {
  await app.electron.evaluate(({ BrowserWindow }, wanted) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL() === wanted)
    return new Promise<void>((resolve) => {
      if (window === undefined) return resolve()
      window.once('closed', () => resolve())
      window.close()
    })
  }, address)
}

const play = async (app: DesktopApp, untilMs: number, counts: Counts): Promise<void> => {
  const home = await app.window('home')
  for (let turn = 0; Date.now() < untilMs; turn += 1) {
    const kind = dialogs[turn % dialogs.length] ?? 'administration'
    const frame = JSON.stringify({ kind: 'open', window: kind })
    await home.evaluate((text) => window.redundancyApp?.send(text), frame)
    await app.window(kind)
    counts.opened += 1
    for (let round = 0; round < 4; round += 1) {
      await moveAbout(app, windowAddress[kind], MOVES)
      counts.moved += MOVES
    }
    await close(app, windowAddress[kind])
  }
}

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

/** What either server decided or noted since: a quiet pair decides nothing. */
const decisionsSince = async (world: PairWorld, sinceMs: number): Promise<string[]> => {
  const found: string[] = []
  for (const role of roles) {
    const { code, stdout, stderr } = await world.cli(role, ['history', '--json', '-n', '200'])
    if (code !== 0) throw new Error(`The ${role} gives no history: ${stderr}`)
    for (const line of stdout.split('\n').filter(Boolean)) {
      const entry = JSON.parse(line) as RecordEntry
      if (entry.wallMs >= sinceMs) found.push(`${role}: ${line}`)
    }
  }
  return found
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
  await Promise.all(roles.map((role) => play(apps[role], untilMs, counts)))
  clearInterval(told)
  const faults = await decisionsSince(world, startMs)
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
