import { useId } from 'react'
import { parseLabel } from '../../shared/domain/labels.ts'
import { CommandButton } from './command-button.tsx'
import { FieldError, FieldHint, FieldRow, FieldWarning } from './field-row.tsx'

interface Props {
  readonly label: string
  readonly generateLabel: string
  /** What was typed; empty: nothing. */
  readonly value: string
  /** Stands in the empty field: that something is stored. */
  readonly mask: string
  /** In clear letters: it was made here and is to be entered elsewhere. */
  readonly isShown: boolean
  readonly onChange: (value: string) => void
  readonly onGenerate: () => void
  readonly error: string | null
  readonly warning: string | null
  readonly hint: string | null
}

const LONGEST = 256

/** A secret: masked while it is typed, never read back, and made here on request. */
export const KeyField = (props: Props) => {
  const { label, generateLabel, value, mask, isShown, onChange, onGenerate, error, warning, hint } = props
  const id = useId()
  const described = [error && 'error', warning && 'warning', hint && 'hint'].filter(Boolean)
  return (
    <FieldRow label={label} labelId={`${id}-label`} controlId={id}>
      <div className="key-entry">
        <input
          id={id}
          className={error === null ? 'key' : 'key invalid'}
          type={isShown ? 'text' : 'password'}
          value={value}
          placeholder={mask}
          maxLength={LONGEST}
          autoComplete="new-password"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error === null ? undefined : true}
          aria-describedby={
            described.length === 0 ? undefined : described.map((part) => `${id}-${part}`).join(' ')
          }
          aria-keyshortcuts={`Alt+${parseLabel(label).mnemonic?.toUpperCase() ?? ''}`}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <CommandButton label={generateLabel} onPress={onGenerate} />
      </div>
      {error !== null && <FieldError id={`${id}-error`} text={error} />}
      {warning !== null && <FieldWarning id={`${id}-warning`} text={warning} />}
      {hint !== null && <FieldHint id={`${id}-hint`} text={hint} />}
    </FieldRow>
  )
}
