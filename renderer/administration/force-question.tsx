import { useEffect, useState } from 'react'
import type { ForcePreview } from '../../shared/contract/force.ts'
import {
  forceCopyWords,
  forceDoubtWords,
  forceGainWords,
  forceLackWords,
  forceOtherWords,
  formatDuration,
  forceLabels as labels,
  ruleWords,
} from '../../shared/domain/labels.ts'
import { failing } from '../../shared/domain/rules.ts'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'
import { ConsentField, isConsent } from '../kit/consent-field.tsx'
import { ItemTable } from '../kit/item-table.tsx'
import { MissingList } from '../kit/missing-list.tsx'
import { Shape } from '../kit/status-word.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'
import type { WindowStore } from '../window/window-store.ts'
import { useForcePreview } from './force-preview.ts'

const Facts = ({ preview }: { preview: ForcePreview }) => (
  <>
    <ValueRows>
      <ValueRow label={labels.gains}>
        <b>{forceGainWords(preview)}</b>
      </ValueRow>
      <ValueRow label={labels.other}>{forceOtherWords(preview)}</ValueRow>
      <ValueRow label={labels.copy}>{forceCopyWords(preview)}</ValueRow>
      <ValueRow label={labels.lacks}>{forceLackWords(preview)}</ValueRow>
      <ValueRow label={labels.expected}>{formatDuration(preview.expectedMs)}</ValueRow>
    </ValueRows>
    {preview.copy.lag !== null && preview.copy.lag.names.length > 0 && (
      <ItemTable names={preview.copy.lag.names} files={preview.copy.lag.files} />
    )}
  </>
)

const Doubts = ({ preview }: { preview: ForcePreview }) =>
  preview.doubts.length === 0 ? null : (
    <div className="missing">
      <p className="missing-title">{labels.doubts}</p>
      <ul className="missing-list">
        {preview.doubts.map((doubt) => (
          <li key={doubt}>
            <Shape tone="bad" />
            <p>{forceDoubtWords(doubt, preview.to)}</p>
          </li>
        ))}
      </ul>
    </div>
  )

const Rules = ({ title, rules }: { title: string; rules: ForcePreview['skipped'] }) => {
  const items = failing(rules).map((rule) => ({ ...ruleWords(rule), remedy: '' }))
  return items.length === 0 ? null : (
    <div className="missing">
      <p className="missing-title">{title}</p>
      <MissingList items={items} />
    </div>
  )
}

interface Props {
  readonly store: WindowStore
  readonly isCurrent: boolean
}

/** Asked before a forced take-over: what it costs and what cannot be excluded; a sentence is typed to it. */
export const ForceQuestion = ({ store, isCurrent }: Props) => {
  const { preview, hasChanged } = useForcePreview(store)
  const [typed, setTyped] = useState('')
  const revision = preview?.revision
  // What was typed was typed to what was shown then.
  useEffect(() => {
    if (revision !== undefined) setTyped('')
  }, [revision])
  const mayType = preview !== null && failing(preview.required).length === 0
  const isReady = isCurrent && mayType && isConsent(typed, preview.consent)
  return (
    <ConfirmDialog
      title={labels.title}
      size="medium"
      acceptLabel={labels.accept}
      cancelLabel={labels.cancel}
      onAccept={() => preview !== null && store.send('force', { revision: preview.revision, consent: typed })}
      onCancel={() => store.ask({ kind: 'none' })}
      onRefuse={isReady ? undefined : () => undefined}
    >
      {preview === null ? (
        <p>{labels.reading}</p>
      ) : (
        <div className="force-facts">
          <Facts preview={preview} />
          <Doubts preview={preview} />
          <Rules title={labels.skipped} rules={preview.skipped} />
          <Rules title={labels.required} rules={preview.required} />
          <p className="hint">{labels.afterwards}</p>
          {mayType && (
            <ConsentField label={labels.type} sentence={preview.consent} typed={typed} onChange={setTyped} />
          )}
        </div>
      )}
      <p className="consent-changed" role="status">
        {hasChanged && labels.changed}
      </p>
    </ConfirmDialog>
  )
}
