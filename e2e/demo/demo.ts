import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { check } from './check.ts'
import { createPairWorld, fullTree, type PairWorld } from './pair-world.ts'
import { builtFault } from './product.ts'
import { type Role, roles, timings } from './world-plan.ts'

/**
 * `npm run demo`: from nothing to a running pair, until Ctrl-C. `-- --check`: the whole story without a
 * person, exit 0 or the step that failed.
 */

const usage = 'Usage: npm run demo [-- --check] [--host service]'
const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const fail = (text: string): never => {
  process.stderr.write(`${text}\n`)
  process.exit(1)
}

const readChoice = () => {
  try {
    const options = {
      check: { type: 'boolean', default: false },
      host: { type: 'string', default: 'service' },
    } as const
    return parseArgs({ options, strict: true, allowPositionals: false }).values
  } catch (error) {
    return fail(`${(error as Error).message}\n${usage}`)
  }
}

const hasDisplay = (): boolean =>
  process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** In the person's own browser, which lives on when the demonstration ends. */
const openInBrowser = (link: string): void => {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  spawn(opener, [link], { stdio: 'ignore', detached: true })
    .on('error', () => print(`There is no ${opener} here: please open the addresses yourself.`))
    .unref()
}

const titled = { primary: 'Primary', secondary: 'Secondary' } as const

const welcome = (world: PairWorld): string => {
  const { ports, servers, made } = world
  const link = (role: Role) => world.link(role) ?? ''
  const moved =
    ports.admin === 9680 ? '' : `\n  (port 9680 is taken on this computer: ${ports.admin} is used instead)`
  return `
  Two servers of one telephone system are running on this computer.

    Primary    ${link('primary')}
    Secondary  ${link('secondary')}
  (each link logs one browser on, once, within 10 minutes; l + Enter makes new ones)${moved}

  ${made.voiceMails} voice mails and ${made.configurationFiles} configuration files (${(made.bytes / 1e6).toFixed(0)} MB) are copied from the Primary
  to the Secondary now, and new messages keep coming in. Telephones are registered at ${servers.primary.address}:${ports.sip}.

  What to try
    1. Open both addresses, then Redundancy Administration: it shows the same on each.
    2. When the Secondary says "Destination: Updated": press Manual Switch Over.
       In Control moves, the telephones follow, and replication reverses.
    3. Turn on automatic take-over on the standby:  a + Enter
    4. Kill the active server's engine (kill -9):   k + Enter   and watch the other take over.
    5. Start the killed one again:                  r + Enter   It comes back as standby; nothing is lost.

  s + Enter: status on the command line     q + Enter or Ctrl-C: end, and leave nothing behind
`
}

const activeOf = async (world: PairWorld): Promise<Role | null> => {
  for (const role of roles) {
    const status = world.pid(role) === null ? null : await world.status(role)
    if (status !== null && status.activeSystem !== 'unknown') return status.activeSystem
  }
  return null
}

const said = (text: string) => print(text.trim() === '' ? 'Done.' : text.trim())

const armStandby = async (world: PairWorld): Promise<void> => {
  const active = await activeOf(world)
  if (active === null) return print('Nobody is in control now.')
  const standby = active === 'primary' ? 'secondary' : 'primary'
  const result = await world.cli(standby, ['arm'])
  said(result.stdout + result.stderr)
}

const killActive = async (world: PairWorld): Promise<void> => {
  const active = await activeOf(world)
  if (active === null || world.pid(active) === null) return print('No active server is running.')
  await world.kill9(active)
  print(`Killed the engine of the ${titled[active]}. If automatic take-over is on, the other takes over.`)
}

const startAgain = async (world: PairWorld): Promise<void> => {
  const ended = roles.filter((role) => world.pid(role) === null)
  if (ended.length === 0) return print('Both servers are running.')
  for (const role of ended) print(`${titled[role]}  ${await world.start(role)}`)
}

const showStatus = async (world: PairWorld): Promise<void> => {
  const role = roles.find((one) => world.pid(one) !== null)
  if (role === undefined) return print('No server is running.')
  const result = await world.cli(role, ['status'])
  said(result.stdout + result.stderr)
}

const freshLinks = async (world: PairWorld): Promise<void> => {
  for (const role of roles) {
    if (world.pid(role) === null) continue
    const result = await world.cli(role, ['link'])
    print(`${titled[role].padEnd(9)}  ${(result.stdout + result.stderr).trim()}`)
  }
}

const acts: Readonly<Record<string, (world: PairWorld) => Promise<void>>> = {
  a: armStandby,
  k: killActive,
  l: freshLinks,
  r: startAgain,
  s: showStatus,
}

const CALL_PAUSE_MS = 4_000
const PHONES = 24

const show = async (onWorld: (end: () => Promise<void>) => void): Promise<void> => {
  print('Making the files of a telephone system and starting two servers ...')
  const world = await createPairWorld({
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
  print(welcome(world))
  if (hasDisplay()) for (const role of roles) openInBrowser(world.link(role) ?? '')
  const input = createInterface({ input: process.stdin })
  for await (const line of input) {
    if (line.trim() === 'q') return
    const act = acts[line.trim()]
    try {
      if (act !== undefined) await act(world)
      else if (line.trim() !== '') print('a, k, l, r, s or q, please.')
    } catch (error) {
      print((error as Error).message)
    }
  }
  // Standard input is closed (a service, a pipe): stay until a signal.
  await new Promise(() => setInterval(() => {}, 1 << 30))
}

const choice = readChoice()
if (choice.host !== 'service') fail(`--host ${choice.host} is not known; the hosts are: service.\n${usage}`)
const fault = builtFault()
if (fault !== null) fail(fault)

let endWorld = async () => {}
let isEnding = false
const end = async (code: number) => {
  isEnding = true
  await endWorld()
  process.exit(code)
}
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => {
    print('\nEnding both servers ...')
    end(choice.check ? code : 0)
  })
}
const remember = (act: () => Promise<void>) => {
  endWorld = act
}
try {
  if (choice.check) await end(await check(print, remember))
  await show(remember)
  await end(0)
} catch (error) {
  // What broke off because everything is being ended is no news.
  if (!isEnding) {
    process.stderr.write(`${(error as Error).message}\n`)
    await end(1)
  }
}
