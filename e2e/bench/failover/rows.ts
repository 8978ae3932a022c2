import type { BenchTiming } from './product-pair.ts'
import type { Fault } from './trial.ts'

/** What is measured, and what each figure has to reach. */

export type Speed = '1 s' | '0.1 s'
export const speeds = ['1 s', '0.1 s'] as const

/** Three missed heartbeats; the box is taken to answer within a quarter of `lineLeaseMs`, as the emulator does. */
export const timings: Readonly<Record<Speed, BenchTiming>> = {
  '1 s': { heartbeatMs: 1_000, declareLostMs: 3_000, stopLimitMs: 100, lineLeaseMs: 300 },
  '0.1 s': { heartbeatMs: 100, declareLostMs: 300, stopLimitMs: 85, lineLeaseMs: 80 },
}

export type KeepalivedFault = 'unplug' | 'kill'
export const keepalivedFaults = ['unplug', 'kill'] as const

export type CaseName = 'host silent' | 'engine killed' | 'all killed' | 'planned'

interface Case {
  readonly name: CaseName
  readonly what: string
  readonly fault: Fault
  /** What it is compared with. */
  readonly against: KeepalivedFault | null
  /** At most so much of keepalived's median. */
  readonly ratio: Partial<Record<Speed, number>>
  readonly waits: 'waits' | 'word' | 'grant'
}

/** The planned switch-over, without the start of the service itself. */
export const PLANNED_LIMIT_MS = 500

export const cases: readonly Case[] = [
  {
    name: 'host silent',
    what: "the active's cable is out",
    fault: 'unplug',
    against: 'unplug',
    ratio: { '1 s': 1, '0.1 s': 1.5 },
    waits: 'waits',
  },
  {
    name: 'engine killed',
    what: 'SIGKILL to the engine; its guardian stops the services and says so',
    fault: 'killEngine',
    against: 'kill',
    ratio: { '1 s': 1 / 3 },
    waits: 'word',
  },
  {
    name: 'all killed',
    what: 'SIGKILL to engine, guardian and services at one moment',
    fault: 'killAll',
    against: 'kill',
    ratio: { '1 s': 1 },
    waits: 'waits',
  },
  {
    name: 'planned',
    what: 'Manual Switch Over',
    fault: 'switchOver',
    against: null,
    ratio: {},
    waits: 'grant',
  },
]
