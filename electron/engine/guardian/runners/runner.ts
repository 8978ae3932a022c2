import type { Log } from '../../ports.ts'
import type { LedgerEntry } from '../ledger.ts'
import type { ProcessEntry, ProcessIdentity, ProcessMark } from '../process-table.ts'

export type ProcessState = 'running' | 'stopped' | 'unknown'

/** What a runner may ask of the supervisor it belongs to. */
export interface RunnerWorld {
  readonly log: Log
  /** The variables of every process of the service: the mark, and the epoch it was started for. */
  environment(): NodeJS.ProcessEnv
  /** Whether it may start a process at this very moment: false too when the deadline has passed. */
  mayStart(): boolean
  /** False from the moment the services are to stop. */
  isWanted(): boolean
  /** The living processes of this service, looked up now. */
  members(): readonly ProcessEntry[]
  /** The ledger entry changed; resolves when it is on disk. */
  save(): Promise<void>
  /** `systemctl`, or what stands for it. */
  readonly systemctlFile: string
}

/** A service that is restarted again and again: how often in a row, and what it said last. */
export interface Failing {
  readonly times: number
  readonly why: string
}

/** One controlled service under one kind of runner. Nothing here throws for an expected failure. */
export interface Runner {
  readonly entry: LedgerEntry
  mark(notBefore: number): ProcessMark
  start(): void
  /** Asks it to end; called once. */
  terminate(members: readonly ProcessEntry[]): void
  /** Ends it by force; called again and again until it is gone. */
  kill(members: readonly ProcessEntry[]): void
  /** Whether it is proved that nothing of it runs, given that no marked process lives. */
  isProvedGone(): boolean
  state(): ProcessState
  /** Null: it runs, or ended once or twice only. */
  failing(): Failing | null
  /** Looks again at what others run (units); cheap for the rest. */
  refresh(): Promise<void>
}

export const markOf = (entry: LedgerEntry, notBefore: number): ProcessMark => {
  const leader: ProcessIdentity | null =
    entry.pid === null ? null : { pid: entry.pid, startTime: entry.startTime }
  return { token: entry.token, leader, notBefore }
}
