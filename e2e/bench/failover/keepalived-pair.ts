import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { nowMs } from '../../demo/clock.ts'
import { otherRole, type Role, roles } from '../../demo/world-plan.ts'
import type { WorldProcess } from '../../demo/world-processes.ts'
import { type Answer, firstAnswerMs, lastAnswerMs } from './seen.ts'
import { addresses, type BenchWorld, SERVICE_PORT, serviceArgv } from './world.ts'

/**
 * keepalived on two hosts with one virtual address, as its manual begins: VRRP 3, priorities 150 and 100. The
 * same service answers on both; who holds the virtual address is asked on two ways, one by each host, so that two
 * holders are seen.
 */

const VIRTUAL = '10.77.9.100'
const ways = { primary: '10.77.9.11', secondary: '10.77.9.12' } as const
const priorities = { primary: 150, secondary: 100 } as const
const SETTLE_MS = 30_000
const LOOK_MS = 100
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Debian's version, or null where it is not installed. */
export const keepalivedVersion = (): string | null => {
  try {
    const said = execFileSync('dpkg', ['--status', 'keepalived'], { stdio: ['ignore', 'pipe', 'ignore'] })
    return /^Version: (.*)$/m.exec(String(said))?.[1] ?? null
  } catch {
    return null
  }
}

const configuration = (role: Role, advertS: number): string => `global_defs {
  router_id ${role}
  vrrp_version 3
  max_auto_priority
}
vrrp_instance bench {
  state ${role === 'primary' ? 'MASTER' : 'BACKUP'}
  interface eth0
  virtual_router_id 51
  priority ${priorities[role]}
  advert_int ${advertS}
  virtual_ipaddress {
    ${VIRTUAL}/24 dev eth0
  }
}
`

export interface KeepalivedPair {
  /** Until the primary alone holds the virtual address. */
  settle(): Promise<void>
  /** When the primary's adverts began: one each interval since. */
  advertsSinceMs(): number
  unplug(): void
  /** SIGKILL to keepalived's processes on the primary. */
  kill(): void
  heal(): void
}

export const startKeepalived = async (world: BenchWorld, advertS: number): Promise<KeepalivedPair> => {
  const { network } = world
  const running = new Map<Role, WorldProcess>()
  let starts = 0
  let advertsSinceMs = 0
  const start = (role: Role): void => {
    const file = path.join(world.folder, `keepalived-${role}.conf`)
    fs.writeFileSync(file, configuration(role, advertS), { mode: 0o600 })
    // A new name each time: a killed one's old number may still stand for a process nobody has waited for.
    starts += 1
    const own = path.join(world.folder, `${role}-${starts}`)
    const pids = ['--pid', `${own}.pid`, '--vrrp_pid', `${own}.vrrp-pid`]
    const argv = ['keepalived', '--vrrp', '--dont-fork', '--log-console', '--log-detail', '-f', file, ...pids]
    const process = world.run(role, `keepalived-${role}`, argv)
    running.set(role, process)
    process.onLine((line) => {
      if (role === 'primary' && line.includes('Entering MASTER STATE')) advertsSinceMs = nowMs()
    })
  }
  for (const role of roles) {
    world.run(role, `service-${role}`, serviceArgv(role, '0.0.0.0'))
    start(role)
    network.ip('prober', ['address', 'add', `${ways[role]}/24`, 'dev', 'eth0'])
    const table = role === 'primary' ? '101' : '102'
    network.ip('prober', ['route', 'add', VIRTUAL, 'via', addresses[role], 'dev', 'eth0', 'table', table])
    network.ip('prober', ['rule', 'add', 'from', ways[role], 'lookup', table])
    await world.probe(role, [{ address: VIRTUAL, port: SERVICE_PORT, from: addresses[role] }])
  }
  const outside = [addresses.prober, ways.primary, ways.secondary]
  await world.probe(
    'prober',
    outside.map((from) => ({ address: VIRTUAL, port: SERVICE_PORT, from })),
  )

  const isSettled = (answers: readonly Answer[], sinceMs: number): boolean =>
    firstAnswerMs(answers, 'primary', sinceMs) !== null &&
    lastAnswerMs(answers, 'secondary', Infinity) === null

  return {
    settle: async () => {
      await world.take()
      for (const until = Date.now() + SETTLE_MS; Date.now() < until; ) {
        await pause(LOOK_MS)
        if (isSettled(await world.take(), 0)) return
      }
      throw new Error(`keepalived's ${otherRole('secondary')} did not become the only holder again.`)
    },
    advertsSinceMs: () => advertsSinceMs,
    unplug: () => network.unplug('primary'),
    kill: () => {
      // Its own process group, started by this bench: the parent and its VRRP process at one moment.
      const { pid } = running.get('primary')?.child ?? {}
      if (pid !== undefined) process.kill(-pid, 'SIGKILL')
      running.delete('primary')
    },
    heal: () => {
      network.plug('primary')
      if (!running.has('primary')) start('primary')
    },
  }
}
