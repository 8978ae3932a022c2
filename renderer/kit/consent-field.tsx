import { useId } from 'react'
import { parseLabel } from '../../shared/domain/labels.ts'
import { MnemonicText } from './mnemonic-text.tsx'

interface Props {
  readonly label: string
  /** What has to be typed, exactly. */
  readonly sentence: string
  readonly typed: string
  readonly onChange: (typed: string) => void
}

/** Whether it was typed as shown; space around it and between its words does not count. */
export const isConsent = (typed: string, sentence: string): boolean =>
  typed.trim().replace(/\s+/g, ' ') === sentence

/** A sentence that is typed, not clicked: it has to be read for that. */
export const ConsentField = ({ label, sentence, typed, onChange }: Props) => {
  const id = useId()
  const { mnemonic } = parseLabel(label)
  return (
    <div className="consent">
      <label htmlFor={id} data-mnemonic={mnemonic ?? undefined}>
        <MnemonicText label={label} />
      </label>
      <p id={`${id}-sentence`} className="consent-sentence">
        {sentence}
      </p>
      <input
        id={id}
        className="text-field"
        type="text"
        value={typed}
        maxLength={256}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={`${id}-sentence`}
        aria-keyshortcuts={mnemonic === null ? undefined : `Alt+${mnemonic.toUpperCase()}`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}
