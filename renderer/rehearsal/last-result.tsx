import { failuresByPerson, type RehearsalView, type ShownRehearsal } from '../../shared/contract/rehearsal.ts'
import {
  goodAgeWords,
  rehearsalLabels as labels,
  lastRehearsalWords,
  rehearsalAdvice,
  rehearsalFaults,
  rehearsalOutcome,
  rehearsalRows,
} from '../../shared/domain/labels.ts'
import { GroupBox } from '../kit/group-box.tsx'
import { Shape, StatusWord } from '../kit/status-word.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'

/** What a person chose says nothing against the other system. */
const toneOf = ({ failure }: Pick<ShownRehearsal, 'failure'>) =>
  failure === null ? 'good' : failuresByPerson.includes(failure.code) ? 'plain' : 'bad'

/** What the last one came to, its age, and what was wrong. */
export const LastResult = ({ view }: { view: RehearsalView }) => {
  const { last } = view
  const advice = rehearsalAdvice(view)
  const faults = last === null ? [] : rehearsalFaults(last)
  return (
    <GroupBox title={labels.last} className="rehearsal-last">
      {last === null ? (
        <p>{lastRehearsalWords(view)}</p>
      ) : (
        <ValueRows>
          <ValueRow label={labels.result}>
            <StatusWord tone={toneOf(last)} word={rehearsalOutcome(last)} />
          </ValueRow>
          {rehearsalRows(last)
            .filter(({ label }) => label !== labels.result)
            .map(({ label, value }) => (
              <ValueRow key={label} label={label}>
                {value}
              </ValueRow>
            ))}
          <ValueRow label={labels.goodAge}>{goodAgeWords(view)}</ValueRow>
        </ValueRows>
      )}
      {faults.length > 0 && (
        <ul className="missing-list">
          {faults.map((fault) => (
            <li key={fault}>
              <Shape tone="caution" />
              <p>{fault}</p>
            </li>
          ))}
        </ul>
      )}
      {advice !== '' && <p className="hint">{advice}</p>}
    </GroupBox>
  )
}
