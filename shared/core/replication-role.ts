import type { State } from './state.ts'
import type { Turn } from './turn.ts'

type ReplicationRole = NonNullable<State['replicationTold']>

const idle: ReplicationRole = { as: 'idle', epoch: 0 }

/** Source: the holder. Destination: an enabled standby that knows a holder's epoch, and none beside it. Else idle. */
const wanted = (s: State): ReplicationRole => {
  const { held, peerHeld, needsPerson } = s.durable
  if (s.mode === 'active' && held !== null) return { as: 'source', epoch: held.epoch }
  const isFollower = s.mode === 'standby' && !needsPerson && peerHeld.epoch > (held?.epoch ?? 0)
  if (isFollower && s.peer?.heartbeat?.holds === true) return { as: 'destination', epoch: peerHeld.epoch }
  return idle
}

/** Tells the replication driver its role when it changed. */
export const tellReplication = (turn: Turn): void => {
  const role = wanted(turn.s)
  const told = turn.s.replicationTold
  if (told?.as === role.as && told.epoch === role.epoch) return
  turn.s.replicationTold = role
  turn.effects.push({ do: 'replicate', ...role })
}
