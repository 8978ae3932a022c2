import type { Role } from '../domain/roles.ts'

/** A planned switch-over under way: what the giver keeps of it, and what both windows show. */

export const handOverPhases = ['copyChanges', 'stopServices', 'finalSync', 'askNonce'] as const

/** A button passed on to the server in control has to be answered within. */
export const ASK_LIMIT_MS = 5_000

export interface HandOver {
  readonly phase: (typeof handOverPhases)[number]
  readonly syncId: number
  readonly phaseUntil: number
  readonly nonceNumber: number
  readonly reason: 'manualSwitchOver' | 'rehearsal'
  readonly person: string
  readonly requestId: string
}

/** What the window shows of a switch-over; driven by whoever has the token, adopted by the other. */
export interface Progress {
  readonly kind: 'planned' | 'force'
  readonly to: Role
  readonly startedAt: number
  readonly step: number
  readonly stepAt: number
  readonly tookMs: readonly (number | null)[]
  readonly outcome: 'running' | 'done' | 'rolledBack' | 'failed'
  readonly endedAt: number
}
