import type { State } from './state.ts'
import type { Turn } from './turn.ts'

/** Source: the holder. Destination: an enabled standby that knows a holder's epoch. Else idle. */
const wanted = (s: State): { as: 'idle' | 'source' | 'destination'; epoch: number } => {
  const { held, peerHeld } = s.durable
  if (s.mode === 'active' && held !== null) return { as: 'source', epoch: held.epoch }
  const isFollower = s.mode === 'standby' && peerHeld.epoch > (held?.epoch ?? 0)
  if (isFollower && s.peer?.heartbeat?.holds === true) return { as: 'destination', epoch: peerHeld.epoch }
  return { as: 'idle', epoch: 0 }
}

/** Tells the replication driver its role when it changed. */
export const tellReplication = (turn: Turn): void => {
  const role = wanted(turn.s)
  const told = `${role.as}:${role.epoch}`
  if (told === turn.s.replicationTold) return
  turn.s.replicationTold = told
  turn.effects.push({ do: 'replicate', ...role })
}
