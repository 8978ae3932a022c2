import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

export const minimumGapOver: Rule = ({ sinceAutomaticMs, timing: { minimumGapMs } }) => {
  const isOver = sinceAutomaticMs === null || sinceAutomaticMs >= minimumGapMs
  return judge('minimumGapOver', isOver, sinceAutomaticMs, minimumGapMs, 'wait')
}
