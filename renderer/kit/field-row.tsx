import type { ReactNode } from 'react'
import { parseLabel } from '../../shared/domain/labels.ts'
import { MnemonicText } from './mnemonic-text.tsx'
import { Shape } from './status-word.tsx'

interface Props {
  readonly label: string
  readonly labelId: string
  readonly controlId: string
  readonly children: ReactNode
}

/** A label and its control in two aligned columns; what has to be said about it stands below the control. */
export const FieldRow = ({ label, labelId, controlId, children }: Props) => (
  <div className="field-row">
    <label id={labelId} htmlFor={controlId} data-mnemonic={parseLabel(label).mnemonic ?? undefined}>
      <MnemonicText label={label} />
    </label>
    <div className="field-control">{children}</div>
  </div>
)

/** What is wrong with a field: read out when it appears, and when the field gets the focus. */
export const FieldError = ({ id, text }: { id: string; text: string }) => (
  <p id={id} className="field-note bad" role="alert">
    <Shape tone="bad" />
    <span>{text}</span>
  </p>
)

/** Something a person should know about a field, though it can be used. */
export const FieldWarning = ({ id, text }: { id: string; text: string }) => (
  <p id={id} className="field-note caution" role="status">
    <Shape tone="caution" />
    <span>{text}</span>
  </p>
)

export const FieldHint = ({ id, text }: { id: string; text: string }) => (
  <p id={id} className="field-note">
    <span>{text}</span>
  </p>
)
