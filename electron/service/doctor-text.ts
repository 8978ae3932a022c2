import type { LinkView } from '../../shared/contract/link.ts'
import {
  findingRemedyLine,
  findingWords,
  formatDuration,
  linkLabels as labels,
  linkStateWords,
} from '../../shared/domain/labels.ts'

/** What the link doctor found, as plain text. */

const WIDTH = 20
const row = (label: string, value: string): string => `  ${label.padEnd(WIDTH)}${value}`

const ago = ({ ageMs }: { readonly ageMs: number | null }): string =>
  ageMs === null ? labels.never : `${formatDuration(ageMs)} ago`

const findingLines = (findings: LinkView['findings']): string[] =>
  findings.flatMap((found) => {
    const { certainty, direction, title, text } = findingWords(found)
    return [
      `  ${certainty}: ${title}${direction === '' ? '' : ` (${direction})`}`,
      `    ${text}`,
      `    ${findingRemedyLine(found)}`,
    ]
  })

export const doctorLines = (view: LinkView): string[] => {
  if (view.state === 'off') return [labels.off]
  const nothing = view.state === 'up' ? labels.nothingFound : labels.nothingKnown
  return [
    labels.title,
    row(labels.way, `${view.ownAddress} – ${view.peerAddress}:${view.port}`),
    row(labels.state, linkStateWords(view)),
    ...(view.roundTripMs === null ? [] : [row(labels.roundTrip, `${view.roundTripMs} ms`)]),
    row(labels.fromPeer, ago(view.fromPeer)),
    row(labels.toPeer, ago(view.toPeer)),
    '',
    labels.findings,
    ...(view.findings.length === 0 ? [`  ${nothing}`] : findingLines(view.findings)),
  ]
}
