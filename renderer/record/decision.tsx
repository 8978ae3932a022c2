import type { ShownEntry } from '../../shared/contract/record.ts'
import {
  causeWords,
  decisionWords,
  formatFullMoment,
  recordWindowLabels as labels,
  ruleSentence,
  settingChangeWords,
  systemWords,
  viewWords,
} from '../../shared/domain/labels.ts'
import { Shape } from '../kit/status-word.tsx'

/** One decision in full: what and why, rule by rule, and what both servers looked like from here. */
export const Decision = ({ entry }: { entry: ShownEntry }) => {
  const view = viewWords(entry)
  return (
    <>
      <h3>{decisionWords(entry)}</h3>
      <p className="quiet">
        {formatFullMoment(entry.wallMs, entry.offsetMinutes)}, {systemWords(entry.server)}
      </p>
      <p>{causeWords(entry)}.</p>
      {entry.changes.length > 0 && (
        <ul className="changed" aria-label={labels.changes}>
          {entry.changes.map((change) => (
            <li key={change.field}>{settingChangeWords(change)}</li>
          ))}
        </ul>
      )}
      {entry.rules.length > 0 && (
        <ul className="judged" aria-label={labels.rules}>
          {entry.rules.map((rule) => (
            // A rule may stand twice: once for each system.
            <li key={`${rule.rule} ${rule.value}`}>
              <Shape tone={rule.holds ? 'good' : 'bad'} />
              <span className="visually-hidden">{rule.holds ? labels.holds : labels.fails}</span>
              <span>{ruleSentence(rule)}</span>
            </li>
          ))}
        </ul>
      )}
      {view.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {entry.requestId !== '' && <p className="quiet">{labels.request(entry.requestId)}</p>}
    </>
  )
}
