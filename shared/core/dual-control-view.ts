import type { Status } from '../contract/status.ts'
import { otherRole } from '../domain/roles.ts'
import { factsOf } from './facts.ts'
import type { State } from './state.ts'
import { isPeerAlive } from './switch-over-rules.ts'

/** What a person needs to look at two servers that claimed control, and to choose where nobody may go on. */

type Moment = { readonly wallMs: number; readonly offsetMinutes: number }
type OffsetAt = (wallMs: number) => number

export const dualControlView = (s: State, now: number, offsetAt: OffsetAt): Status['dualControl'] => {
  const { dualControl, needsPerson, held, lastHeldWallMs, lastSwitchOver } = s.durable
  if (s.mode === 'disabled' || (!needsPerson && (dualControl === null || dualControl.isSeen))) return null
  const moment = (wallMs: number): Moment | null =>
    wallMs === 0 ? null : { wallMs, offsetMinutes: offsetAt(wallMs) }
  const heartbeat = isPeerAlive(factsOf(s, now)) ? (s.peer?.heartbeat ?? null) : null
  const side = (
    epoch: number,
    lastHeld: number,
    last: {
      readonly wallMs: number
      readonly reason: NonNullable<Status['lastSwitchOver']>['reason']
    } | null,
  ): NonNullable<Status['dualControl']>['primary'] => ({
    epoch,
    lastInControl: moment(lastHeld),
    lastSwitchOver:
      last === null
        ? null
        : { wallMs: last.wallMs, offsetMinutes: offsetAt(last.wallMs), reason: last.reason },
  })
  const own = side(held?.epoch ?? 0, lastHeldWallMs, lastSwitchOver)
  const other =
    heartbeat === null ? null : side(heartbeat.heldEpoch, heartbeat.lastHeldWallMs, heartbeat.lastSwitchOver)
  const sides = { [s.role]: own, [otherRole(s.role)]: other }
  return {
    kind: needsPerson ? 'sameEpoch' : (dualControl?.kind ?? 'resolved'),
    needsPerson,
    found: moment(dualControl?.wallMs ?? 0),
    primary: sides.primary ?? null,
    secondary: sides.secondary ?? null,
  }
}
