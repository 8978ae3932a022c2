import type { Role } from '../../domain/roles.ts'
import { mayHold } from '../leases.ts'
import { newPair, type Pair, type PairOptions } from './pair.ts'
import type { Server } from './server.ts'

/** Beginnings that many stories share, and the question most of them end with. */

/** The Primary serves, the Secondary follows it with an Updated replica; nothing is armed. */
export const servingPair = (options: PairOptions = {}): Pair => {
  const pair = newPair(options)
  pair.pass(20_000)
  return pair
}

/** The same with "Automatically assume control" ticked: the active is bound. */
export const armedPair = (options: PairOptions = {}): Pair => {
  const pair = servingPair(options)
  pair.press('secondary', 'arm')
  pair.pass(1_000)
  return pair
}

const holdsByRight = (server: Server, now: number): boolean =>
  server.isUp && server.state.mode === 'active' && mayHold(server.state, now)

/** Who is in control by right now. */
export const holder = ({ primary, secondary, now }: Pair): Role | 'both' | 'nobody' => {
  const first = holdsByRight(primary, now)
  const second = holdsByRight(secondary, now)
  if (first && second) return 'both'
  return first ? 'primary' : second ? 'secondary' : 'nobody'
}

/** What a server decided, in order, as "act outcome". */
export const story = (server: Server): string[] =>
  server.decisions.map((decision) => `${decision.act} ${decision.outcome}`)

/** The rules that failed in the newest decision of this kind, as "act outcome". */
export const failedRules = (server: Server, kind: string): string[] => {
  const made = server.decisions.filter((decision) => `${decision.act} ${decision.outcome}` === kind).pop()
  return (made?.rules ?? []).filter((rule) => !rule.holds).map((rule) => rule.rule)
}
