import { useEffect, useRef } from 'react'
import { parseLabel } from '../../shared/domain/labels.ts'
import { MnemonicText } from './mnemonic-text.tsx'

interface Props {
  readonly label: string
  readonly describedBy?: string | undefined
  readonly isInvalid?: boolean
}

interface CheckProps extends Props {
  /** Null: not known. */
  readonly isTicked: boolean | null
  readonly onChange: (isTicked: boolean) => void
  /** It cannot be changed now; it stays reachable, so that the reason in `describedBy` is. */
  readonly isLocked?: boolean
  readonly hasInitialFocus?: boolean
}

const keyShortcut = (label: string): string | undefined => {
  const { mnemonic } = parseLabel(label)
  return mnemonic === null ? undefined : `Alt+${mnemonic.toUpperCase()}`
}

/** A check box with its label to the right. */
export const CheckRow = (props: CheckProps) => {
  const { label, isTicked, onChange, isLocked, describedBy, isInvalid, hasInitialFocus } = props
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (ref.current !== null) ref.current.indeterminate = isTicked === null
  }, [isTicked])
  return (
    <label
      className={isLocked === true ? 'choice locked' : 'choice'}
      data-mnemonic={parseLabel(label).mnemonic}
    >
      <input
        ref={ref}
        type="checkbox"
        checked={isTicked === true}
        aria-disabled={isLocked === true ? true : undefined}
        aria-describedby={describedBy}
        aria-invalid={isInvalid === true ? true : undefined}
        aria-keyshortcuts={keyShortcut(label)}
        data-initial-focus={hasInitialFocus === true ? '' : undefined}
        onChange={(event) => {
          if (isLocked !== true) onChange(event.currentTarget.checked)
        }}
      />
      <MnemonicText label={label} />
    </label>
  )
}

interface RadioProps extends Props {
  readonly name: string
  readonly isChosen: boolean
  readonly onChoose: () => void
}

/** One radio button of a group. */
export const RadioRow = ({ label, name, isChosen, onChoose, describedBy, isInvalid }: RadioProps) => (
  <label className="choice" data-mnemonic={parseLabel(label).mnemonic}>
    <input
      type="radio"
      name={name}
      checked={isChosen}
      aria-describedby={describedBy}
      aria-keyshortcuts={keyShortcut(label)}
      data-invalid={isInvalid === true && isChosen ? '' : undefined}
      onChange={onChoose}
    />
    <MnemonicText label={label} />
  </label>
)
