import type { Ref } from 'react'
import { parseLabel } from '../../shared/domain/labels.ts'
import { MnemonicText } from './mnemonic-text.tsx'

interface Props {
  readonly label: string
  readonly onPress: () => void
  /** Not possible now: it keeps the focus and tells why instead of acting. */
  readonly onRefuse?: (() => void) | undefined
  readonly isDefault?: boolean
  /** Enter anywhere in its form presses it. */
  readonly isSubmit?: boolean
  readonly hasInitialFocus?: boolean
  readonly describedBy?: string | undefined
  readonly title?: string | undefined
  readonly ref?: Ref<HTMLButtonElement>
}

/**
 * A push button. With `onRefuse` it is not possible now, and says so with `aria-disabled`: it stays
 * reachable by keyboard, so that a person can find out what is missing.
 */
export const CommandButton = (props: Props) => {
  const { label, onPress, onRefuse, isDefault, isSubmit, hasInitialFocus, describedBy, title, ref } = props
  const { mnemonic } = parseLabel(label)
  return (
    <button
      ref={ref}
      type={isSubmit === true ? 'submit' : 'button'}
      className={isDefault === true ? 'command default' : 'command'}
      data-initial-focus={hasInitialFocus === true ? '' : undefined}
      data-mnemonic={mnemonic ?? undefined}
      aria-keyshortcuts={mnemonic === null ? undefined : `Alt+${mnemonic.toUpperCase()}`}
      aria-disabled={onRefuse === undefined ? undefined : true}
      aria-describedby={describedBy}
      title={title}
      onClick={isSubmit === true ? undefined : (onRefuse ?? onPress)}
    >
      <MnemonicText label={label} />
    </button>
  )
}
