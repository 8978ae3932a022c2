import type { Refusal } from '../../shared/contract/contract.ts'
import { commonLabels, ruleWords, settingsFaultWords } from '../../shared/domain/labels.ts'
import { failing } from '../../shared/domain/rules.ts'
import { MissingList } from '../kit/missing-list.tsx'
import { Notice } from '../kit/notice.tsx'
import { useWindowState, useWindowStore } from './window-store.ts'

const Reasons = ({ refusal }: { refusal: Refusal }) => {
  const rules = failing(refusal.rules).map(ruleWords)
  return (
    <>
      {refusal.message !== '' && <p>{refusal.message}</p>}
      {rules.length > 0 && <MissingList items={rules} />}
      {refusal.faults.length > 0 && (
        <ul>
          {refusal.faults.map((fault) => {
            const { field, text } = settingsFaultWords(fault)
            return (
              <li key={`${field} ${text}`}>
                <b>{field}:</b> {text}
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}

interface ViewProps {
  readonly refusal: Refusal
  readonly title?: string
  readonly onClose: () => void
}

/** A no from the engine, with every reason it gave. */
export const RefusalView = ({ refusal, title = commonLabels.refusedTitle, onClose }: ViewProps) => (
  <Notice tone="bad" title={title} onClose={onClose}>
    <Reasons refusal={refusal} />
  </Notice>
)

/** The no to the last command of this window. */
export const RefusalNotice = () => {
  const store = useWindowStore()
  const refusal = useWindowState((state) => state.refusal)
  if (refusal === null) return null
  return <RefusalView refusal={refusal} onClose={store.closeRefusal} />
}
