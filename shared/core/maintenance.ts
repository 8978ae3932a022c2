import { nextEpoch } from '../domain/epoch.ts'
import { allHold } from '../domain/rules.ts'
import { type Judgement, weigh } from './judgements.ts'
import type { MessageOf } from './messages.ts'
import type { State } from './state.ts'
import { abandon } from './take-over.ts'
import { accept, changeDurable, record, refuse, type Turn } from './turn.ts'

/**
 * Planned maintenance: no automatic take-over on either server until a set time. Every heartbeat carries what its
 * sender has on disk, with a number of its own parity; the higher number wins, so each begin and end reaches the
 * other server whenever the two meet. How long it lasts travels, never a moment.
 */

const STORE_LIMIT_MS = 2_000

export const maintenanceLeftMs = ({ maintenanceUntil }: State, now: number): number =>
  Number.isFinite(maintenanceUntil) ? Math.max(0, Math.ceil(maintenanceUntil - now)) : 0

const store = (turn: Turn, number: number, lastsMs: number): void => {
  const { s, now, wallMs } = turn
  changeDurable(turn, { maintenance: { number, endsWallMs: lastsMs > 0 ? wallMs + lastsMs : 0, lastsMs } })
  s.maintenanceUntil = lastsMs > 0 ? now + lastsMs : Number.NEGATIVE_INFINITY
  s.nextHeartbeatAt = now
  if (lastsMs > 0 && s.takeOver?.kind === 'automatic') abandon(turn, weigh(turn, 'turnedOff'))
}

type Pending = NonNullable<State['maintenancePending']>
type Asked = Pick<Pending, 'act' | 'person' | 'requestId'>

const finish = (turn: Turn, { act, person, requestId }: Asked): void => {
  turn.s.maintenancePending = null
  record(turn, { act, outcome: 'done', trigger: 'person', person, requestId })
  accept(turn, requestId)
}

const giveUp = (turn: Turn, { act, person, requestId }: Asked, why: Judgement): void => {
  turn.s.maintenancePending = null
  const judged = weigh(turn, why)
  record(turn, { act, outcome: 'abandoned', trigger: 'person', person, requestId, judged })
  refuse(turn, requestId, judged.rules)
}

/** Each may know of one alone: the clock of the other was set while that one was off. */
const isNoneAnywhere = (s: State, now: number): boolean => {
  const isNoneThere = s.peer?.heartbeat?.maintenance.leftMs === 0
  return isNoneThere && s.maintenancePending === null && maintenanceLeftMs(s, now) === 0
}

/** A person begins it (`lastsMs` over 0) or ends it early; where neither server has one there is nothing to do. */
export const planMaintenance = (turn: Turn, lastsMs: number, requestId: string, person: string): void => {
  const { s, now } = turn
  const act = lastsMs > 0 ? 'beginMaintenance' : 'endMaintenance'
  if (lastsMs === 0 && isNoneAnywhere(s, now)) {
    accept(turn, requestId)
    return
  }
  const judged = weigh(turn, 'maintenance')
  if (!allHold(judged.rules)) {
    record(turn, { act, outcome: 'refused', trigger: 'person', person, requestId, judged })
    refuse(turn, requestId, judged.rules)
    return
  }
  const before = s.maintenancePending
  const untilBefore = before?.untilBefore ?? s.maintenanceUntil
  // Only the newest request is waited for: who asked before hears at once that another one took its place.
  if (before !== null) giveUp(turn, before, 'superseded')
  const number = nextEpoch(s.durable.maintenance.number, s.role)
  store(turn, number, lastsMs)
  record(turn, { act, outcome: 'begun', trigger: 'person', person, requestId, judged })
  const asked = { act, person, requestId } as const
  if (s.peer === null) finish(turn, asked)
  else s.maintenancePending = { ...asked, number, until: now + STORE_LIMIT_MS, untilBefore }
}

/** What the other server has on its disk. */
export const maintenanceHeard = (turn: Turn, { maintenance }: MessageOf<'heartbeat'>): void => {
  const { s } = turn
  const own = s.durable.maintenance.number
  if (maintenance.number > own) {
    store(turn, maintenance.number, maintenance.leftMs)
    const act = maintenance.leftMs > 0 ? 'beginMaintenance' : 'endMaintenance'
    record(turn, { act, outcome: 'noted', trigger: 'peer' })
  }
  const { maintenancePending } = s
  if (maintenancePending === null || maintenance.number < maintenancePending.number) return
  if (maintenance.number === maintenancePending.number) finish(turn, maintenancePending)
  // A person asked the other server for another one meanwhile, and that one counts.
  else giveUp(turn, maintenancePending, 'superseded')
}

export const maintenanceTick = (turn: Turn): void => {
  const { s, now } = turn
  if (Number.isFinite(s.maintenanceUntil) && now >= s.maintenanceUntil) {
    store(turn, s.durable.maintenance.number, 0)
    record(turn, { act: 'endMaintenance', outcome: 'noted', trigger: 'automatic' })
  }
  const { maintenancePending } = s
  if (maintenancePending === null || (s.peer !== null && now < maintenancePending.until)) return
  if (allHold(weigh(turn, 'maintenanceStored').rules)) {
    finish(turn, maintenancePending)
    return
  }
  const { untilBefore } = maintenancePending
  const beforeMs = Number.isFinite(untilBefore) ? Math.max(0, untilBefore - now) : 0
  store(turn, nextEpoch(s.durable.maintenance.number, s.role), beforeMs)
  giveUp(turn, maintenancePending, 'maintenanceStored')
}
