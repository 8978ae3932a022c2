import type { Role } from '../../shared/domain/roles.ts'

/** The faults of a run: drawn once from the seed, so that a run can be replayed and shrunk. */
export type Fault =
  | { kind: 'cutLink'; at: number; forMs: number; isPortOnly?: boolean }
  | { kind: 'cutOneWay'; at: number; forMs: number; from: Role }
  | { kind: 'lossyLink'; at: number; forMs: number; loss: number; slowness: number }
  /** It stays away for so long. */
  | { kind: 'killEngine'; at: number; forMs: number; server: Role }
  | { kind: 'crashHost'; at: number; forMs: number; server: Role }
  | { kind: 'crashBoth'; at: number; forMs: number }
  /** `holdsBox`: it stood still while its session with the line switch was open. */
  | { kind: 'stallEngine'; at: number; forMs: number; server: Role; holdsBox: boolean }
  /** `wallStands`: it is suspended, and its clock on the wall stands still meanwhile. */
  | { kind: 'freezeHost'; at: number; forMs: number; server: Role; wallStands?: boolean }
  /** The clock on the wall is set. */
  | { kind: 'wallJumps'; at: number; server: Role; byMs: number }
  /** Off for so long by the world's clock; by the clock on the wall so much later. */
  | { kind: 'offForDays'; at: number; forMs: number; server: Role; days: number }
  /** A person begins a planned maintenance; 0: ends it. */
  | { kind: 'maintenance'; at: number; server: Role; lastsMs: number }
  /** The licence in the Primary's settings comes or goes; its engine starts anew. */
  | { kind: 'licenseChanges'; at: number; forMs: number }
  /** What is to be made durable is an error, and the engine ends. */
  | { kind: 'diskFails'; at: number; forMs: number; server: Role }
  | { kind: 'boxUnreachable'; at: number; forMs: number; server: Role | 'both' }
  | { kind: 'boxSlow'; at: number; forMs: number; slowness: number; server: Role | 'both' }
  /** The server's next set executes at this share of the longest it may linger, and is not answered. */
  | { kind: 'lateSet'; at: number; forMs: number; share: number; server: Role }
  | { kind: 'handMovesBox'; at: number }
  | { kind: 'isolate'; at: number; forMs: number; server: Role }
  | { kind: 'press'; at: number; server: Role; command: Pressed }
  /** A person unticks Enable Redundancy, and ticks it again so much later. */
  | { kind: 'untick'; at: number; forMs: number; server: Role }
  | { kind: 'breakReplica'; at: number; forMs: number; server: Role }
  | { kind: 'repeatedFrames'; at: number; forMs: number; share: number }
  | { kind: 'refusesSets'; at: number; forMs: number }
  | Ambush

export type Pressed =
  | 'switchOver'
  | 'rehearse'
  | 'arm'
  | 'disarm'
  | 'cancelSwitchOver'
  | 'force'
  | 'declareOtherOff'
  | 'moveLinesBack'

/** A moment of a protocol at which a fault strikes hardest. */
export const moments = [
  'takeOverBegun',
  'lineSet',
  'readBack',
  'held',
  'nonceSent',
  'given',
  'granted',
  'armAsked',
  'armStored',
  'armOff',
  'demoted',
  'epochRaised',
  'servicesStopping',
] as const
export type Moment = (typeof moments)[number]

/** Lies in wait from `at` on for one moment of either server; strikes it or its peer. */
export interface Ambush {
  readonly kind: 'ambush'
  readonly at: number
  readonly moment: Moment
  readonly delayMs: number
  readonly forMs: number
  readonly strikes: 'actor' | 'other'
  readonly deed: Deed
}

/** What an ambush does; what matters most stands twice. */
export const deeds = [
  'stall',
  'freeze',
  'kill',
  'crash',
  'cutLink',
  'cutOneWay',
  'loseBox',
  'loseBox',
  'isolate',
  'isolate',
  'hand',
  'arm',
  'disarm',
  'force',
  'cancel',
  'untick',
] as const
export type Deed = (typeof deeds)[number]
