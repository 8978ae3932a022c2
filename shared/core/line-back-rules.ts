import { judge, type RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { lineAnswers } from './rules/line-answers.ts'
import { lineRemedy, otherSide, ownSide, positionOf } from './rules/line-on-own-side.ts'
import { noLinesBackRunning } from './rules/no-lines-back-running.ts'
import { activeHere } from './rules/place.ts'
import { isPeerAlive } from './switch-over-rules.ts'

/** "Move the lines back": only beside a standby that is heard, so that they are taken from nobody who serves. */

const linesElsewhere = (f: Facts): RuleResult => {
  const position = positionOf(f)
  const isElsewhere = position === otherSide(f) || position === 'mixed'
  const remedy = position === ownSide(f) ? 'linesAreBack' : lineRemedy(position)
  return judge('linesElsewhere', isElsewhere, position, null, remedy)
}

export const linesBackRules = (f: Facts): RuleResult[] => {
  const place = activeHere(f)
  if (!place.holds) return [place]
  const isAlive = isPeerAlive(f)
  const isStandby = f.peer.heartbeat?.holds === false
  const left = f.fenced ? 0 : f.lease.leftMs
  const answers = lineAnswers(f)
  return [
    place,
    judge('linked', isAlive, isAlive, true, 'checkPeerAndLink'),
    ...(isAlive
      ? [judge('peerIsStandby', isStandby, isStandby ? 'standby' : 'active', 'standby', 'wait')]
      : []),
    answers,
    // A box that does not answer is one cause: where the lines are now nobody knows.
    ...(answers.holds ? [linesElsewhere(f)] : []),
    judge('leaseRunning', left > 0, left, 0, 'checkPeerAndLink'),
    judge('noSwitchOverRunning', !f.isMoving, !f.isMoving, true, 'waitForRunningSwitchOver'),
    noLinesBackRunning(f),
  ]
}
