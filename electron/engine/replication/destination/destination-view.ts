import type { ReplicationView } from '../../../../shared/contract/status.ts'
import { type Context, NAMES_SHOWN, refusedOf, type ViewProblem } from '../context.ts'
import type { ControlOf } from '../wire.ts'

type Viewed = Pick<Context, 'settings' | 'sets'>

/** What the standby knows of itself and heard from the source. */
export interface Standing {
  /** The own trees are known. */
  readonly isScanned: boolean
  readonly isWelcome: boolean
  /** The first replication of this epoch is complete. */
  readonly isCompleted: boolean
  /** It was Updated before this process began, and was no source since. */
  readonly wasUpdated: boolean
  /** How long it has been a destination. */
  readonly forMs: number
  /** What the source said last, and when. */
  readonly mark: { readonly said: ControlOf<'mark'>; readonly at: number } | null
  /** When something last proved that the source and this standby agree. */
  readonly proofAt: number | null
  readonly problem: ViewProblem | null
  readonly linkProblem: ViewProblem | null
  readonly salvaged: number
}

/**
 * A source that has just gained control does not take channels yet: until now a missing one is no news. Where
 * the servers themselves cannot talk, nobody is the destination of anything.
 */
const FIRST_CHANNEL_MS = 10_000

const linkProblemOf = ({ linkProblem, mark, forMs }: Standing): ViewProblem | null =>
  linkProblem?.code === 'linkDown' && mark === null && forMs < FIRST_CHANNEL_MS ? null : linkProblem

/** What a person at the standby sees. */
export const destinationView = (context: Viewed, standing: Standing): ReplicationView => {
  const { mark, problem, proofAt } = standing
  const linkProblem = linkProblemOf(standing)
  const now = performance.now()
  const said = mark?.said
  const own = refusedOf(context.sets)
  const state = stateOf(context, standing)
  const isNever = state === 'destinationNotUpdated' && !standing.isCompleted && !standing.wasUpdated
  const never: ViewProblem = { code: 'neverCompleted', name: '', count: 0 }
  const since = mark === null ? 0 : now - mark.at
  return {
    state,
    ageMs: proofAt === null ? null : now - proofAt,
    progress: state === 'destinationUpdating' ? (said?.progress ?? null) : null,
    problem: problem ?? linkProblem ?? said?.problem ?? (isNever ? never : null),
    lagFiles: said?.lagFiles ?? 0,
    lagBytes: said?.lagBytes ?? 0,
    lagNames: (said?.lagNames ?? []).map((lag) => ({ ...lag, ageMs: lag.ageMs + since })),
    refused: [...(said?.refused ?? []), ...own.refused].slice(0, NAMES_SHOWN),
    refusedCount: (said?.refusedCount ?? 0) + own.refusedCount,
    salvagedCount: standing.salvaged,
  }
}

const stateOf = ({ settings }: Viewed, standing: Standing): ReplicationView['state'] => {
  const { mark, problem, isScanned, isWelcome, isCompleted, wasUpdated } = standing
  const linkProblem = linkProblemOf(standing)
  if (problem !== null || linkProblem?.code === 'setsDiffer') return 'destinationNotUpdated'
  if (mark === null) {
    const mayStillBe = wasUpdated || isCompleted
    if (linkProblem === null || isWelcome)
      return isScanned && !isWelcome && mayStillBe ? 'unknown' : 'destinationUpdating'
    return mayStillBe ? 'unknown' : 'destinationNotUpdated'
  }
  if (!isCompleted) return linkProblem === null ? 'destinationUpdating' : 'destinationNotUpdated'
  return mark.said.oldestMs > settings.updatedWithinMs ? 'destinationUpdating' : 'destinationUpdated'
}
