import type { Rehearsal } from '../../contract/rehearsal.ts'
import type { Role } from '../../domain/roles.ts'
import type { Pair } from './pair.ts'
import type { Server } from './server.ts'
import { armedPair, holder } from './stories.ts'
import { seenFrom } from './window.ts'

/** A rehearsal as the tests ask about it. */

export const MINUTE = 60_000
export const kept = (server: Server): Rehearsal | null => server.disk.rehearsal
export const stepOf = (server: Server) => kept(server)?.step
export const failureIn = (server: Server) => kept(server)?.failure?.code ?? null
export const isArmedAt = (pair: Pair, role: Role): boolean => pair[role].disk.armedFor > 0
export const alarmsAt = (pair: Pair, role: Role) => seenFrom(pair, role).alarms.map(({ code }) => code)

/** A rehearsal asked for now, in which the Secondary is in control. */
export const rehearsing = (pair: Pair = armedPair()): Pair => {
  const missing = pair.rehearse('primary', {})
  pair.pass(5_000)
  if (missing !== null || holder(pair) !== 'secondary')
    throw new Error(`The rehearsal did not bring control over: ${missing}`)
  return pair
}
