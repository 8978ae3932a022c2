import type { HostName } from './host-choice.ts'
import { oneTimeLink, serveArgv } from './product.ts'
import type { ServerPaths } from './world-plan.ts'
import type { WorldProcesses } from './world-processes.ts'

/** Which program runs the engine of a server, and how a world starts it and knows that it can be asked. */
export interface ServerHost {
  readonly name: HostName
  /** Starts what its servers need; what they get into their environment. */
  prepare(processes: WorldProcesses, folder: string): Promise<NodeJS.ProcessEnv>
  argv(server: ServerPaths, adminPort: number, worldFolder: string): string[]
  /** What it writes when it can be asked. */
  readonly ready: RegExp
  readonly startLimitMs: number
  /** The one-time link in that match, null when it gives none. */
  link(match: RegExpExecArray): string | null
  /** When whoever supervises it starts it again after it ended by itself; null: nobody does. */
  readonly restartMs: number | null
}

/** The headless service with its browser windows; `redundancy-manager.service` supervises it in life. */
export const serviceHost: ServerHost = {
  name: 'service',
  prepare: async () => ({}),
  argv: ({ data, address }, adminPort) => serveArgv(data, address, adminPort),
  ready: oneTimeLink,
  startLimitMs: 20_000,
  link: ([link]) => link,
  // RestartSec of the unit in build/units.
  restartMs: 1_000,
}
