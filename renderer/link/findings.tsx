import type { LinkView } from '../../shared/contract/link.ts'
import { findingWords, linkWindowLabels as labels } from '../../shared/domain/labels.ts'
import { Shape } from '../kit/status-word.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'

/** What was found, the likeliest first: direction, cause, what to do. */
export const Findings = ({ findings }: Pick<LinkView, 'findings'>) => (
  <ul className="link-findings">
    {findings.map((found) => {
      const { certainty, title, direction, text, remedy } = findingWords(found)
      return (
        <li key={`${found.cause} ${found.direction}`}>
          <Shape tone="caution" />
          <div>
            <p className="condition">
              {certainty}: {title}
            </p>
            <ValueRows>
              {direction !== '' && <ValueRow label={labels.direction}>{direction}</ValueRow>}
              <ValueRow label={labels.cause}>{text}</ValueRow>
              <ValueRow label={labels.remedy}>{remedy}</ValueRow>
            </ValueRows>
          </div>
        </li>
      )
    })}
  </ul>
)
