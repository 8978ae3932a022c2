import type { Status } from '../contract/status.ts'
import { valueWords } from './labels-values.ts'

const NOT_ASKED = 'Not asked while redundancy is disabled'

/** Where the lines are, of a whole status: a switch that nobody asks did not fail to answer. */
export const lineWords = ({ enabled, line: { position } }: Pick<Status, 'enabled' | 'line'>): string =>
  !enabled && position === 'unverified' ? NOT_ASKED : valueWords.line(position)
