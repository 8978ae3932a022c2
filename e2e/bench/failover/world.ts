import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Role } from '../../demo/world-plan.ts'
import { createProcesses, type WorldProcess, type WorldProcesses } from '../../demo/world-processes.ts'
import { createNetwork, type Network } from '../../fixtures/namespaces.ts'
import type { Answer, ProbeTarget } from './seen.ts'

/** The network both competitors run in, with the probers: one outside, one beside each server for when its cable is out. */

export const addresses = {
  primary: '10.77.9.1',
  secondary: '10.77.9.2',
  box: '10.77.9.3',
  prober: '10.77.9.9',
} as const
export type Host = keyof typeof addresses
export const SERVICE_PORT = 7_000
const OUTSIDE_MS = 3
const BESIDE_MS = 5
const START_MS = 10_000

export interface BenchWorld {
  readonly folder: string
  readonly network: Network<Host>
  readonly processes: WorldProcesses
  /** Starts a program inside a host. */
  run(host: Host, name: string, argv: readonly string[]): WorldProcess
  probe(host: 'prober' | Role, targets: readonly ProbeTarget[]): Promise<void>
  /** What every prober saw since the last time. */
  take(): Promise<Answer[]>
  isEnding(): boolean
  end(): Promise<void>
}

export const serviceArgv = (name: string, address: string): string[] => [
  'perl',
  path.join(import.meta.dirname, 'service.pl'),
  ...[name, address, String(SERVICE_PORT)],
]

const nextLine = (prober: WorldProcess): Promise<string> =>
  new Promise((resolve) => {
    let isDone = false
    prober.onLine((line) => {
      if (!isDone) resolve(line)
      isDone = true
    })
    prober.child.kill('SIGUSR2')
  })

export const createBenchWorld = (): BenchWorld => {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'redundancy-demo-'))
  const network = createNetwork(addresses)
  const processes = createProcesses(folder)
  const probers: WorldProcess[] = []
  let isEnding = false
  const run: BenchWorld['run'] = (host, name, argv) => processes.run(name, network.inside(host, argv))
  return {
    folder,
    network,
    processes,
    run,
    probe: async (host, targets) => {
      const interval = String(host === 'prober' ? OUTSIDE_MS : BESIDE_MS)
      const file = path.join(import.meta.dirname, 'prober.ts')
      const argv = [process.execPath, file, interval, JSON.stringify(targets)]
      const prober = run(host, `prober-${host}`, argv)
      probers.push(prober)
      await prober.waitFor(/ready/, START_MS)
    },
    take: async () => {
      const lines = await Promise.all(probers.map(nextLine))
      return lines.flatMap((line) => JSON.parse(line) as Answer[])
    },
    isEnding: () => isEnding,
    end: async () => {
      isEnding = true
      await processes.endAll()
      network.remove()
      await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
