import { type ClipboardEvent, Fragment, type KeyboardEvent, useId, useRef, useState } from 'react'
import {
  addressPartName,
  leadingZeroSentence,
  outOfRangeSentence,
  parseLabel,
  redundancyNotes,
} from '../../shared/domain/labels.ts'
import {
  type AddressFault,
  type AddressParts,
  enterText,
  type Move,
  pasteText,
  pressKey,
  typingFault,
} from './address-entry.ts'
import { FieldError, FieldRow, FieldWarning } from './field-row.tsx'

interface Props {
  readonly label: string
  readonly parts: AddressParts
  readonly onChange: (parts: AddressParts) => void
  /** What is wrong with the address as a whole, in words. */
  readonly error: string | null
  /** The first part without which it cannot be used. */
  readonly incompleteAt: number | null
  readonly warning: string | null
}

const positions = [0, 1, 2, 3] as const

export const addressFaultWords = (fault: AddressFault): string => {
  switch (fault.kind) {
    case 'outOfRange':
      return outOfRangeSentence(fault.text)
    case 'leadingZero':
      return leadingZeroSentence(fault.text)
    case 'incomplete':
      return redundancyNotes.incompleteAddress
  }
}

/** An IPv4 address in four fields, one stop of the Tab key; the arrows, dots and digits move inside. */
export const AddressField = ({ label, parts, onChange, error, incompleteAt, warning }: Props) => {
  const id = useId()
  const inputs = useRef<(HTMLInputElement | null)[]>([])
  const hasJustMovedOn = useRef(false)
  const [stop, setStop] = useState(0)
  const [isRefused, setRefused] = useState(false)

  const typing = typingFault(parts)
  const message =
    typing !== null
      ? addressFaultWords(typing)
      : isRefused
        ? redundancyNotes.notDigits
        : incompleteAt !== null
          ? redundancyNotes.incompleteAddress
          : error
  const invalidAt = typing !== null && 'index' in typing ? typing.index : incompleteAt
  const describedBy = message !== null ? `${id}-error` : warning !== null ? `${id}-warning` : undefined

  const go = ({ index, select }: Move): void => {
    const input = inputs.current[index]
    if (input == null) return
    input.focus()
    const { length } = input.value
    input.setSelectionRange(select === 'end' ? length : 0, select === 'start' ? 0 : length)
  }
  const onText = (index: number, input: HTMLInputElement): void => {
    const isAtEnd = input.selectionStart === input.value.length
    const entry = enterText(parts, index, input.value, isAtEnd)
    setRefused(entry.isRefused)
    onChange(entry.parts)
    hasJustMovedOn.current = entry.move !== null
    if (entry.move !== null) go(entry.move)
  }
  const onKeyDown = (index: number, event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
    const { selectionStart, selectionEnd } = event.currentTarget
    const at = {
      index,
      start: selectionStart ?? 0,
      end: selectionEnd ?? 0,
      hasJustMovedOn: hasJustMovedOn.current,
    }
    // The point of the number pad is a comma on many keyboards.
    const key = event.key === ',' || event.key === 'Decimal' ? '.' : event.key
    const result = pressKey(parts, at, key)
    if (event.key !== 'Shift') hasJustMovedOn.current = false
    if (result === null) return
    event.preventDefault()
    if (typeof result === 'object') go(result)
    else if (result === 'refuse') setRefused(true)
  }
  const onPaste = (event: ClipboardEvent): void => {
    const entry = pasteText(parts, event.clipboardData.getData('text'))
    if (entry === null) return
    event.preventDefault()
    setRefused(entry.isRefused)
    onChange(entry.parts)
    if (entry.move !== null) go(entry.move)
  }

  return (
    <FieldRow label={label} labelId={`${id}-label`} controlId={`${id}-0`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn as a group with a frame */}
      <div
        role="group"
        className={message === null ? 'address' : 'address invalid'}
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy}
        onBlur={(event) => {
          if (event.currentTarget.contains(event.relatedTarget)) return
          setStop(0)
          setRefused(false)
        }}
      >
        {positions.map((index) => (
          <Fragment key={index}>
            {index > 0 && <span aria-hidden="true">.</span>}
            <input
              id={`${id}-${index}`}
              ref={(element) => {
                inputs.current[index] = element
              }}
              type="text"
              inputMode="decimal"
              maxLength={3}
              autoComplete="off"
              spellCheck={false}
              tabIndex={index === stop ? 0 : -1}
              value={parts[index]}
              aria-label={addressPartName(index)}
              aria-invalid={
                (invalidAt === null ? message !== null && index === 0 : index === invalidAt)
                  ? true
                  : undefined
              }
              aria-describedby={describedBy}
              aria-keyshortcuts={
                index === 0 ? `Alt+${parseLabel(label).mnemonic?.toUpperCase() ?? ''}` : undefined
              }
              onFocus={() => setStop(index)}
              onChange={(event) => onText(index, event.currentTarget)}
              onKeyDown={(event) => onKeyDown(index, event)}
              onPaste={onPaste}
            />
          </Fragment>
        ))}
      </div>
      {message !== null && <FieldError id={`${id}-error`} text={message} />}
      {message === null && warning !== null && <FieldWarning id={`${id}-warning`} text={warning} />}
    </FieldRow>
  )
}
