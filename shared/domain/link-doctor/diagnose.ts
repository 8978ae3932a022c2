import { agreement } from './agreement.ts'
import { certainties, type LinkFinding, linkCauses } from './causes.ts'
import type { LinkEvidence } from './evidence.ts'
import { examined } from './examined.ts'
import { besideTheLink, ownSide } from './own-side.ts'
import { reaching } from './reaching.ts'
import { traffic } from './traffic.ts'

/**
 * The link doctor: what was measured -> what is wrong, in which direction, how certain, the likeliest
 * first. Pure, and for display only: parts of the evidence come from strangers, so no rule of control may read it.
 */
export const diagnose = (evidence: LinkEvidence): LinkFinding[] => {
  const own = ownSide(evidence)
  // Behind a fault of its own, or a word of the other server, attempts that fail are no second fault.
  const settled = own.length > 0 ? own : agreement(evidence)
  const measured =
    settled.length > 0 ? [] : [...reaching(evidence), ...examined(evidence), ...traffic(evidence)]
  return onePerCause([...settled, ...measured, ...besideTheLink(evidence)].sort(byLikelihood))
}

const byLikelihood = (one: LinkFinding, two: LinkFinding): number =>
  certainties.indexOf(one.certainty) - certainties.indexOf(two.certainty) ||
  linkCauses.indexOf(one.cause) - linkCauses.indexOf(two.cause)

/** Of one cause in one direction the surest evidence is enough; "both" adds nothing to a named direction. */
const onePerCause = (sorted: readonly LinkFinding[]): LinkFinding[] => {
  const kept: LinkFinding[] = []
  for (const next of sorted) {
    const isSaid = kept.some(
      ({ cause, direction }) =>
        cause === next.cause && (direction === next.direction || next.direction === 'both'),
    )
    if (!isSaid) kept.push(next)
  }
  return kept
}
