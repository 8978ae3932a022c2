import type { Durable, Maintenance } from './durable.ts'

/** What the disk keeps by the clock on the wall, read at a start: a clock that is wrong must not make ages of it. */

const DAY_MS = 86_400_000
const LONGEST_OFF_MS = 365 * DAY_MS
/** 1 January 2025: a time before this program existed is that of a clock without a battery. */
const NO_TIME_BEFORE = 1_735_689_600_000

/** Whether a clock on the wall was set at all. */
export const isTime = (wallMs: number): boolean => wallMs >= NO_TIME_BEFORE

/** How long a server was off that wrote this moment last: forward only, and no more than a year. */
export const offMs = (savedWallMs: number, wallMs: number): number =>
  !isTime(savedWallMs) ? 0 : Math.min(LONGEST_OFF_MS, Math.max(0, wallMs - savedWallMs))

export const awayAtStart = ({ primaryAway }: Durable, wallMs: number): number =>
  primaryAway.ms + offMs(primaryAway.wallMs, wallMs)

/** What is left by the wall's clock, and never more than was left when it was written. */
export const maintenanceAtStart = (
  { endsWallMs, lastsMs }: Maintenance,
  now: number,
  wallMs: number,
): number => {
  const left = Math.min(lastsMs, endsWallMs - wallMs)
  return left > 0 ? now + left : Number.NEGATIVE_INFINITY
}

/** The least time between two acts holds over a restart too. */
export const lastAutomaticAt = ({ lastAutomaticAct }: Durable, now: number, wallMs: number): number =>
  lastAutomaticAct === 0 ? Number.NEGATIVE_INFINITY : now - Math.max(0, wallMs - lastAutomaticAct)

/** A clock that was set back meanwhile: what lies ahead of it counts as just now, and not for years. */
export const readAtStart = (durable: Durable, wallMs: number): Durable => ({
  ...durable,
  automaticActs: durable.automaticActs.map((at) => Math.min(at, wallMs)),
  lastAutomaticAct: Math.min(durable.lastAutomaticAct, wallMs),
  rehearsal:
    durable.rehearsal === null
      ? null
      : { ...durable.rehearsal, sinceWallMs: Math.min(durable.rehearsal.sinceWallMs, wallMs) },
  maintenance: {
    ...durable.maintenance,
    endsWallMs: Math.min(durable.maintenance.endsWallMs, wallMs + durable.maintenance.lastsMs),
  },
})
