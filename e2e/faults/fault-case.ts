import type { RecordEntry } from '../../shared/contract/record.ts'
import type { Role } from '../demo/world-plan.ts'
import type { FaultServer } from './fault-server.ts'
import type { FaultWorld } from './fault-world.ts'
import type { timings } from './hosts.ts'

/** One fault, told as what is done to a real pair and what must be so afterwards. */
export interface FaultCase {
  readonly name: string
  /** Who must be in control after healing. */
  readonly holder: Role | 'either'
  /** Within so long after healing exactly one server is in control, by everybody's word. */
  readonly withinMs: number
  /** What the processes of a server get into their environment at its first start. */
  readonly surroundings?: (bench: CaseBench) => Partial<Record<Role, NodeJS.ProcessEnv>>
  /** Before the servers start. */
  readonly prepare?: (bench: CaseBench) => Promise<void>
  /** The fault, on a ready pair with the Primary in control. Ends when it has had its effect. */
  readonly strike: (bench: CaseBench) => Promise<void>
  readonly heal: (bench: CaseBench) => Promise<void>
  /** What the decision record of either server must say since the fault; one of these is enough. */
  readonly record: readonly Recorded[]
  /** Automatic take-over is off in this one. */
  readonly unarmed?: true
  /** The other server's services may answer so long beside the holder's; nobody can prevent it here (`docs/control.md`). */
  readonly overlapMs?: number
  readonly timing?: keyof typeof timings
  /** What this computer lacks for it, in one sentence; null: nothing. */
  readonly fault?: () => string | null
}

/** An entry of the decision record, or that there is none at all. */
export type Recorded =
  | {
      readonly act: RecordEntry['act']
      readonly outcome: RecordEntry['outcome']
      /** A rule that did not hold in it. */
      readonly failing?: string
      readonly by?: Role
    }
  | 'nothing'

export interface CaseBench {
  readonly world: FaultWorld
  readonly primary: FaultServer
  readonly secondary: FaultServer
  /** The services of a server answer, those of the other do not. */
  serves(role: Role): Promise<void>
  /** No service of this server answers. */
  silent(role: Role): Promise<void>
  /** For longer than any lease and the silence that counts as a loss, and a take-over besides. */
  longerThanLeases(): Promise<void>
  /** The server in control and its copy Updated, by the word of both. */
  updated(active: Role): Promise<void>
}
