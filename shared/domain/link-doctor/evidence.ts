import type { Role } from '../roles.ts'

/** What the drivers of the link measured, without judgement. Ages and times in milliseconds; null: not known. */

/** How far a connection got: each stage was entered, the last one not passed unless it `reached` its end. */
export const linkStages = ['connect', 'tls', 'upgrade', 'hello', 'proof', 'ready'] as const
export type LinkStage = (typeof linkStages)[number]

/** The last connection opened from here. */
export interface DialEvidence {
  readonly stage: LinkStage
  /** The system's own code (`ECONNREFUSED`), or how it went: `limited` is the peer's refusal to talk for a moment. */
  readonly end: 'reached' | 'timeout' | 'ended' | 'otherProgram' | 'limited' | (string & {})
  readonly tookMs: number
  /** Since it ended. */
  readonly ageMs: number
  /** How long every attempt has ended like this. */
  readonly forMs: number
  /** Bytes the other end's system had not acknowledged when it ended. */
  readonly unackedBytes: number | null
}

/** Connections that came from the peer's address; they prove nothing but that packets pass. */
export interface ArrivalEvidence {
  readonly stage: LinkStage
  /** Of the last one. */
  readonly ageMs: number
  /** Of the first one since our own attempts end as they do now. */
  readonly firstAgeMs: number
}

/** What the two found out about each other at their last meeting. */
export type NamedEvidence =
  | { readonly code: 'keyMismatch' | 'certificateChanged' | 'sameServer' }
  | { readonly code: 'roleMismatch'; readonly peerRole: Role }
  | {
      readonly code: 'versionMismatch' | 'addressMismatch' | 'arbiterMismatch' | 'timingMismatch'
      readonly own: string
      readonly peer: string
    }

/** What the system's own tables say (`/proc/net`). */
export interface KernelEvidence {
  /** Whether a network card answers at the peer's address; unknown behind a router. */
  readonly neighbour: 'there' | 'absent' | 'unknown'
  /** Connections of the peer that began here and whose answer it never confirmed. */
  readonly halfOpen: number
  /** Of the link's own connection: not acknowledged, and how often in a row the oldest was sent again. */
  readonly unackedBytes: number
  readonly resends: number
}

/** Numbered pulses of both sides on a proved link; of the last link where there is none. */
export interface TrafficEvidence {
  readonly heardAgeMs: number
  /** Age of the newest own pulse of which the other server said that it came. */
  readonly deliveredAgeMs: number
  readonly roundTripMs: number | null
  /** Of the last round trips: how many there were, and how many took longer than a lost packet's resending. */
  readonly samples: number
  readonly late: number
  readonly shortestMs: number | null
  /** The worst lateness of each server's own timers lately: a loaded machine, not the network. */
  readonly ownLateMs: number
  readonly peerLateMs: number
  /** Links that ended in silence in the last minutes. */
  readonly silentEnds: number
}

/** Sizes in bytes that were sent and echoed on a connection of their own. */
export interface SizeEvidence {
  readonly largestThrough: number
  readonly smallestLost: number | null
}

/** What an examination found that a person asked for. */
export interface ExaminationEvidence {
  readonly dial: DialEvidence
  /** The same with a first frame that fits every network, where the usual one got stuck. */
  readonly smallDial: DialEvidence | null
  readonly toPeer: SizeEvidence | null
  readonly fromPeer: SizeEvidence | null
  /** Small echoes, one after the other. */
  readonly echoes: { readonly sent: number; readonly late: number } | null
  /** The system's count for the connections to the peer: segments with data, sent again, and those that had arrived. */
  readonly segments: {
    readonly sent: number
    readonly sentAgain: number
    readonly inVain: number
  } | null
}

export interface LinkEvidence {
  readonly role: Role
  readonly ownAddress: string
  readonly peerAddress: string
  readonly port: number
  readonly heartbeatMs: number
  readonly state: 'up' | 'down'
  readonly forMs: number
  /** Whether this server listens at its own address. */
  readonly listening: 'yes' | 'addressMissing' | 'portInUse' | 'unknown'
  /** Whether the own address belongs to a card that is connected. */
  readonly isOwnCardUp: boolean | null
  readonly isOwnAddressDynamic: boolean | null
  readonly dial: DialEvidence | null
  readonly arrival: ArrivalEvidence | null
  readonly named: NamedEvidence | null
  readonly clockSkewMs: number | null
  readonly kernel: KernelEvidence | null
  readonly traffic: TrafficEvidence | null
  readonly peerDisabled: 'no' | 'idle' | 'serving'
  readonly isPeerDiskFull: boolean
  readonly examination: ExaminationEvidence | null
}
