import { judge } from '../../domain/rules.ts'
import { PRIMARY_AWAY_LIMIT_MS } from '../primary-away.ts'
import type { Rule } from './rule.ts'

/** A Secondary that had no proven link to the Primary for 30 days takes no control. */
export const primaryKnown: Rule = ({ primaryAwayMs }) =>
  judge(
    'primaryLinkedLately',
    primaryAwayMs < PRIMARY_AWAY_LIMIT_MS,
    primaryAwayMs,
    PRIMARY_AWAY_LIMIT_MS,
    'linkToPrimary',
  )
