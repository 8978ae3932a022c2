import { judge } from '../../domain/rules.ts'
import { ownSide } from './line-on-own-side.ts'
import type { Rule } from './rule.ts'

/** Between two moves of the lines: who has them on its side already moves none. */
export const minimumGapOver: Rule = (f) => {
  const { sinceAutomaticMs, timing, line } = f
  const isOver = sinceAutomaticMs === null || sinceAutomaticMs >= timing.minimumGapMs
  const holds = isOver || line.position === ownSide(f)
  return judge('minimumGapOver', holds, sinceAutomaticMs, timing.minimumGapMs, 'wait')
}
