import { commonLabels } from '../../shared/domain/labels.ts'
import { Shape, StatusWord } from '../kit/status-word.tsx'
import { ValueRow } from '../kit/value-row.tsx'
import { disagreement, type ShownReplication, type ShownValue } from './view.ts'

/** A value with its shape; where the two servers disagree, both values with a mark. */
export const ObservedRow = ({ label, value }: { label: string; value: ShownValue }) => {
  const other = disagreement(value)
  return (
    <ValueRow label={label} title={other === null ? value.title : `${commonLabels.disagree} ${value.title}`}>
      <StatusWord tone={value.tone} word={value.word} />
      {other !== null && (
        <span className="other-view">
          <Shape tone="caution" />
          <span>{other}</span>
        </span>
      )}
    </ValueRow>
  )
}

export const ReplicationRow = ({ label, value }: { label: string; value: ShownReplication }) => (
  <ValueRow label={label} title={value.title}>
    <StatusWord tone={value.tone} word={value.word} />
    {value.share !== null && (
      <progress className="copy-progress" aria-label={value.word} max={1} value={value.share} />
    )}
    {value.lines.map((line) => (
      <span key={line} className="row-detail">
        {line}
      </span>
    ))}
  </ValueRow>
)
