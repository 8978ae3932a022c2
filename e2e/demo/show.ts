import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { displayFault } from './display-here.ts'
import { createPairWorld, fullTree, type PairWorld } from './pair-world.ts'
import type { ServerHost } from './server-host.ts'
import { welcome } from './welcome.ts'
import { type Role, roles, timings } from './world-plan.ts'

/** The pair for a person: its windows, and a key for what no window does. */

type Print = (line: string) => void

/** In the person's own browser, which lives on when the demonstration ends. */
const openInBrowser = (link: string, print: Print): void => {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  spawn(opener, [link], { stdio: 'ignore', detached: true })
    .on('error', () => print(`There is no ${opener} here: please open the addresses yourself.`))
    .unref()
}

const titled = { primary: 'Primary', secondary: 'Secondary' } as const
const killedPart = { service: 'engine', desktop: 'whole app' } as const

const activeOf = async (world: PairWorld): Promise<Role | null> => {
  for (const role of roles) {
    const status = world.pid(role) === null ? null : await world.status(role)
    if (status !== null && status.activeSystem !== 'unknown') return status.activeSystem
  }
  return null
}

const told = ({ stdout, stderr }: { stdout: string; stderr: string }): string =>
  (stdout + stderr).trim() || 'Done.'

const armStandby = async (world: PairWorld, print: Print): Promise<void> => {
  const active = await activeOf(world)
  if (active === null) return print('Nobody is in control now.')
  const standby = active === 'primary' ? 'secondary' : 'primary'
  print(told(await world.cli(standby, ['arm'])))
}

const killActive = async (world: PairWorld, print: Print): Promise<void> => {
  const active = await activeOf(world)
  if (active === null || world.pid(active) === null) return print('No active server is running.')
  await world.kill9(active)
  const part = killedPart[world.host.name]
  print(`Killed the ${part} of the ${titled[active]}. If automatic take-over is on, the other takes over.`)
}

const startAgain = async (world: PairWorld, print: Print): Promise<void> => {
  const ended = roles.filter((role) => world.pid(role) === null)
  if (ended.length === 0) return print('Both servers are running.')
  for (const role of ended) {
    await world.start(role)
    print(`${titled[role]}  ${world.link(role) ?? 'Its window is open.'}`)
  }
}

const showStatus = async (world: PairWorld, print: Print): Promise<void> => {
  const role = roles.find((one) => world.pid(one) !== null)
  if (role === undefined) return print('No server is running.')
  print(told(await world.cli(role, ['status'])))
}

const freshLinks = async (world: PairWorld, print: Print): Promise<void> => {
  for (const role of roles) {
    if (world.pid(role) === null) continue
    print(`${titled[role].padEnd(9)}  ${told(await world.cli(role, ['link']))}`)
  }
}

const acts: Readonly<Record<string, (world: PairWorld, print: Print) => Promise<void>>> = {
  a: armStandby,
  k: killActive,
  l: freshLinks,
  r: startAgain,
  s: showStatus,
}

const CALL_PAUSE_MS = 4_000
const PHONES = 24

const startWorld = async (host: ServerHost, onWorld: (end: () => Promise<void>) => void) => {
  const world = await createPairWorld({
    host,
    tree: fullTree,
    timing: timings.normal,
    ports: 'preferred',
    phones: PHONES,
    supervised: true,
  })
  onWorld(world.end)
  await world.startBoth()
  await world.enableBoth()
  world.startPhones()
  world.setCalls(CALL_PAUSE_MS)
  return world
}

/** Until the person ends it. */
export const show = async (
  host: ServerHost,
  print: Print,
  onWorld: (end: () => Promise<void>) => void,
): Promise<void> => {
  print('Making the files of a telephone system and starting two servers ...')
  const world = await startWorld(host, onWorld)
  print(welcome(world))
  if (host.name === 'service' && (await displayFault()) === null) {
    for (const role of roles) openInBrowser(world.link(role) ?? '', print)
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const key = line.trim()
    if (key === 'q') return
    const act = acts[key]
    try {
      if (act !== undefined) await act(world, print)
      else if (key !== '') print('a, k, l, r, s or q, please.')
    } catch (error) {
      print((error as Error).message)
    }
  }
  // Standard input is closed (a service, a pipe): stay until a signal.
  await new Promise(() => setInterval(() => {}, 1 << 30))
}
