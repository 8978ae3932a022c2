import { type RuleWords, switchOverLabels } from '../../shared/domain/labels.ts'
import { Shape } from './status-word.tsx'

/** What is missing, item by item: the condition, its value and limit, and what to do. */
export const MissingList = ({ items }: { items: readonly RuleWords[] }) => (
  <ul className="missing-list">
    {items.map((item) => (
      <li key={`${item.text} ${item.value}`}>
        <Shape tone="caution" />
        <div>
          <p className="condition">{item.text}</p>
          {(item.value !== '' || item.limit !== '') && (
            <p className="measured">
              {item.value !== '' && (
                <span>
                  {switchOverLabels.isNow} <b>{item.value}</b>
                </span>
              )}{' '}
              {item.limit !== '' && (
                <span>
                  {switchOverLabels.mustBe} <b>{item.limit}</b>
                </span>
              )}
            </p>
          )}
          {item.remedy !== '' && <p className="remedy">{item.remedy}</p>}
        </div>
      </li>
    ))}
  </ul>
)
