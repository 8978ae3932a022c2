import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** Where what a cut does was accepted, there is none on purpose: a person looks at the other server instead. */
export const arbiterConfigured: Rule = ({ hasArbiter, onCut }) =>
  judge(
    'arbiterConfigured',
    hasArbiter,
    hasArbiter,
    true,
    onCut === null ? 'setLineSwitchAddress' : 'forceIfOtherIsOff',
  )
