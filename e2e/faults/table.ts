import type { CaseResult } from './run-case.ts'

/** The table of a run: a line for each case, as it ends. */

const NAME = 62
const seconds = (ms: number): string => (ms === 0 ? '-' : `${(ms / 1000).toFixed(2)} s`)

const line = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 1 ? cell.padEnd(NAME) : cell.padEnd(10))).join(' ')

export const headLine = line([
  ...[
    'result',
    'case',
    'holder',
    'to holder',
    'outage',
    'both',
    'samples',
    'longest',
    'messages',
    'salvaged',
  ],
  'took',
])

export const resultLine = (result: CaseResult): string =>
  line([
    result.faults.length === 0 ? 'ok' : 'FAIL',
    result.name,
    result.holder ?? 'nobody',
    result.toHolderMs === 0 ? 'kept' : seconds(result.toHolderMs),
    seconds(result.outageMs),
    seconds(result.bothMs),
    String(result.samples),
    `${Math.round(result.longestGapMs)} ms`,
    String(result.acknowledged),
    String(result.salvaged),
    seconds(result.tookMs),
  ])
