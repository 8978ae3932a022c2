import type { Status } from '../contract/status.ts'
import { otherRole } from '../domain/roles.ts'
import { factsOf } from './facts.ts'
import type { InControlUntil } from './messages.ts'
import type { State } from './state.ts'
import { isPeerAlive } from './switch-over-rules.ts'

/** What a person needs to look at two servers that claimed control, and to choose where nobody may go on. */

type Moment = { readonly wallMs: number; readonly offsetMinutes: number }
type OffsetAt = (wallMs: number) => number
type Claim = NonNullable<NonNullable<Status['dualControl']>['primary']>

/** What one side says of itself, on its disk or in its heartbeats. */
interface Said {
  readonly lastHeldWallMs: number
  readonly inControlUntil: InControlUntil
  readonly lastSwitchOver: State['durable']['lastSwitchOver']
}

/** What an earlier version wrote has only the moment at which control was gained or ended. */
const lastInControlOf = (
  { lastHeldWallMs, inControlUntil }: Said,
  offsetAt: OffsetAt,
): Claim['lastInControl'] => {
  const { wallMs, isEnd } =
    inControlUntil.wallMs > 0 ? inControlUntil : { wallMs: lastHeldWallMs, isEnd: false }
  return wallMs === 0 ? null : { wallMs, offsetMinutes: offsetAt(wallMs), isAtLeast: !isEnd }
}

export const dualControlView = (s: State, now: number, offsetAt: OffsetAt): Status['dualControl'] => {
  const { dualControl, needsPerson, held } = s.durable
  if (s.mode === 'disabled' || (!needsPerson && (dualControl === null || dualControl.isSeen))) return null
  const moment = (wallMs: number): Moment | null =>
    wallMs === 0 ? null : { wallMs, offsetMinutes: offsetAt(wallMs) }
  const heartbeat = isPeerAlive(factsOf(s, now)) ? (s.peer?.heartbeat ?? null) : null
  const side = (epoch: number, said: Said): Claim => ({
    epoch,
    lastInControl: lastInControlOf(said, offsetAt),
    lastSwitchOver:
      said.lastSwitchOver === null
        ? null
        : {
            wallMs: said.lastSwitchOver.wallMs,
            offsetMinutes: offsetAt(said.lastSwitchOver.wallMs),
            reason: said.lastSwitchOver.reason,
          },
  })
  const own = side(held?.epoch ?? 0, s.durable)
  const other = heartbeat === null ? null : side(heartbeat.heldEpoch, heartbeat)
  const sides = { [s.role]: own, [otherRole(s.role)]: other }
  return {
    kind: needsPerson ? 'sameEpoch' : (dualControl?.kind ?? 'resolved'),
    needsPerson,
    found: moment(dualControl?.wallMs ?? 0),
    primary: sides.primary ?? null,
    secondary: sides.secondary ?? null,
  }
}
