import type { ForcePreview } from '../../shared/contract/force.ts'
import {
  forceCopyWords,
  forceDoubtWords,
  forceGainWords,
  forceLackWords,
  forceOtherWords,
  formatBytes,
  formatDuration,
  forceLabels as labels,
  ruleSentence,
} from '../../shared/domain/labels.ts'
import { failing } from '../../shared/domain/rules.ts'

/** What a forced take-over would pass over and lose, as plain text. */

const WIDTH = 26
const row = (label: string, value: string): string => `  ${label.padEnd(WIDTH)}${value}`

const section = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : ['', `${title}:`, ...items.map((item) => `  - ${item}`)]

export const forceLines = (preview: ForcePreview): string[] => {
  const { copy, doubts, required, skipped, expectedMs, to } = preview
  const named = (copy.lag?.names ?? []).map(
    ({ name, bytes, ageMs }) => `      ${name} (${formatBytes(bytes)}, ${formatDuration(ageMs)} old)`,
  )
  return [
    labels.title,
    '',
    row(labels.gains, forceGainWords(preview)),
    row(labels.other, forceOtherWords(preview)),
    row(labels.copy, forceCopyWords(preview)),
    row(labels.lacks, forceLackWords(preview)),
    ...named,
    row(labels.expected, formatDuration(expectedMs)),
    ...section(
      labels.doubts,
      doubts.map((doubt) => forceDoubtWords(doubt, to)),
    ),
    ...section(labels.skipped, failing(skipped).map(ruleSentence)),
    ...section(labels.required, failing(required).map(ruleSentence)),
    '',
    labels.afterwards,
  ]
}
