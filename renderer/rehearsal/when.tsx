import { type ReactNode, useId } from 'react'
import { rehearsalLabels as labels, parseLabel } from '../../shared/domain/labels.ts'
import { RadioRow } from '../kit/choice.tsx'
import { FieldError } from '../kit/field-row.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { MnemonicText } from '../kit/mnemonic-text.tsx'
import type { Asked, Draft } from './draft.ts'

interface Props {
  readonly draft: Draft
  readonly asked: Asked
  readonly onChange: (draft: Draft) => void
  /** What follows from it: the button. */
  readonly children: ReactNode
}

/** When it begins, and for how long the other server has to serve. */
export const When = ({ draft, asked, onChange, children }: Props) => {
  const name = useId()
  const holdId = useId()
  const faultId = useId()
  const fault = asked.ok ? null : asked
  const choose = (kind: Draft['kind']) => () => onChange({ ...draft, kind })
  const describedBy = (field: 'time' | 'hold'): string | undefined =>
    fault?.field === field ? faultId : undefined
  /** Typing a time chooses it. */
  const time = (field: 'at' | 'from' | 'to', kind: Draft['kind'], label: string) => (
    <input
      className="text-field"
      type="time"
      aria-label={label}
      aria-invalid={fault?.field === 'time' && draft.kind === kind ? true : undefined}
      aria-describedby={draft.kind === kind ? describedBy('time') : undefined}
      value={draft[field]}
      onChange={(event) => onChange({ ...draft, kind, [field]: event.currentTarget.value })}
    />
  )
  const radio = (kind: Draft['kind'], label: string) => (
    <RadioRow label={label} name={name} isChosen={draft.kind === kind} onChoose={choose(kind)} />
  )
  return (
    <GroupBox title={labels.when} className="rehearsal-when">
      {radio('now', labels.now)}
      <div className="rehearsal-time">
        {radio('at', labels.at)}
        {time('at', 'at', labels.timeOfDay)}
      </div>
      <div className="rehearsal-time">
        {radio('between', labels.between)}
        {time('from', 'between', labels.windowBegins)}
        <span aria-hidden="true">{labels.and}</span>
        {time('to', 'between', labels.windowEnds)}
      </div>
      <div className="rehearsal-time">
        <label htmlFor={holdId} data-mnemonic={parseLabel(labels.hold).mnemonic ?? undefined}>
          <MnemonicText label={labels.hold} />
        </label>
        <input
          id={holdId}
          className="text-field"
          type="number"
          min={5}
          max={3_600}
          aria-invalid={fault?.field === 'hold' ? true : undefined}
          aria-describedby={describedBy('hold')}
          value={draft.holdSeconds}
          onChange={(event) => onChange({ ...draft, holdSeconds: event.currentTarget.value })}
        />
      </div>
      {fault !== null && <FieldError id={faultId} text={fault.sentence} />}
      <p className="hint">{labels.localTime}</p>
      {children}
    </GroupBox>
  )
}
