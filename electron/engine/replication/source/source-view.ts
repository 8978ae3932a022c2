import type { ReplicationView } from '../../../../shared/contract/status.ts'
import { type Context, NAMES_SHOWN, nameIn, refusedOf, type ViewProblem } from '../context.ts'
import type { Sender } from '../sender/sender.ts'
import { bytesSoFar } from '../sender/sending.ts'
import type { ControlOf } from '../wire.ts'

/** How far this session of the channel is. */
export interface Progress {
  /** The standby's manifest is complete: what differs is known and on its way. */
  isSynced: boolean
  /** The standby had everything of this source once. */
  isFirstDone: boolean
  /** All that differed when this session began is on the standby. */
  isCaughtUp: boolean
  begunAt: number
  /** What differed at the session's begin. */
  total: { readonly files: number; readonly bytes: number }
  heardAt: number | null
  linkProblem: ViewProblem | null
}

export const ownProblem = ({ sets }: Context): ViewProblem | null =>
  sets.find((set) => set.problem !== null)?.problem ?? null

/** What a person at the active server sees. */
export const sourceView = (context: Context, sender: Sender, progress: Progress): ReplicationView => {
  const now = performance.now()
  const isBulky = isBulk(context, sender, progress, now)
  return {
    state: isBulky ? 'sourceUpdating' : 'sourceMonitoring',
    ageMs: progress.heardAt === null ? null : now - progress.heardAt,
    progress: isBulky ? shownProgress(sender, progress, now) : null,
    problem: ownProblem(context) ?? progress.linkProblem,
    ...lagOf(sender, now),
    ...refusals(context, sender),
    salvagedCount: 0,
  }
}

/** What the standby is told of its own lag, twice a second. */
export const markOf = (
  context: Context,
  epoch: number,
  sender: Sender,
  progress: Progress,
): ControlOf<'mark'> => {
  const now = performance.now()
  const oldestMs = sender.lag.oldest(now)
  progress.isCaughtUp ||= oldestMs <= now - progress.begunAt
  return {
    kind: 'mark',
    epoch,
    // Of this session: the standby may have lost its index since the last one, and hold what nobody knows.
    isFirstDone: progress.isFirstDone && progress.isCaughtUp,
    oldestMs,
    ...lagOf(sender, now),
    ...refusals(context, sender),
    progress: isBulk(context, sender, progress, now) ? shownProgress(sender, progress, now) : null,
    problem: ownProblem(context),
  }
}

const isBulk = ({ settings }: Context, sender: Sender, progress: Progress, now: number): boolean =>
  progress.isSynced && (!progress.isFirstDone || sender.lag.oldest(now) > settings.updatedWithinMs)

const lagOf = (sender: Sender, now: number): Pick<ReplicationView, 'lagFiles' | 'lagBytes' | 'lagNames'> => ({
  lagFiles: sender.lag.count,
  lagBytes: Math.max(0, sender.lag.bytes),
  lagNames: sender.lag.first(NAMES_SHOWN).map(({ set, path, bytes, since }) => ({
    name: nameIn(set, path).slice(0, 4096),
    bytes,
    ageMs: Math.max(0, now - since),
  })),
})

const shownProgress = (
  { tally }: Sender,
  { total, begunAt }: Progress,
  now: number,
): ReplicationView['progress'] => {
  // Folders and removals alone are done before anybody could read a number.
  if (total.files === 0) return null
  const filesDone = Math.min(tally.filesDone, total.files)
  const bytesDone = Math.min(bytesSoFar(tally), total.bytes)
  const seconds = (now - begunAt) / 1000
  const share = total.bytes > 0 ? bytesDone / total.bytes : filesDone / Math.max(1, total.files)
  const secondsLeft = share > 0.01 ? (seconds * (1 - share)) / share : null
  return { filesDone, filesTotal: total.files, bytesDone, bytesTotal: total.bytes, secondsLeft }
}

const refusals = (
  { sets }: Context,
  { refusedThere }: Sender,
): Pick<ReplicationView, 'refused' | 'refusedCount'> => {
  const own = refusedOf(sets)
  const refused = [...own.refused]
  for (const { set, path, code } of refusedThere.values()) {
    if (refused.length >= NAMES_SHOWN) break
    refused.push({ name: nameIn(set, path).slice(0, 4096), code })
  }
  return { refused, refusedCount: own.refusedCount + refusedThere.size }
}
