import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { CommandButton } from './command-button.tsx'
import { DialogFrame } from './dialog-frame.tsx'
import { isDeliberate } from './grace.ts'

interface Props {
  readonly title: string
  readonly size?: 'medium' | 'narrow'
  readonly acceptLabel: string
  readonly cancelLabel: string
  readonly onAccept: () => void
  readonly onCancel: () => void
  /** Accepting is not possible any more; the children say why. */
  readonly onRefuse?: (() => void) | undefined
  readonly children: ReactNode
}

/** A question. Cancel is the default button and has the focus. */
export const ConfirmDialog = (props: Props) => {
  const bodyId = useId()
  const shownAtMs = useRef(0)
  useEffect(() => {
    shownAtMs.current = performance.now()
  }, [])
  const guardClick = (event: MouseEvent): void => {
    if (isDeliberate(shownAtMs.current, performance.now())) return
    event.preventDefault()
    event.stopPropagation()
  }
  const guardHeldKey = (event: KeyboardEvent): void => {
    if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
  }
  return (
    <DialogFrame
      title={props.title}
      onClose={props.onCancel}
      size={props.size ?? 'narrow'}
      role="alertdialog"
      describedBy={bodyId}
    >
      <div onClickCapture={guardClick} onKeyDownCapture={guardHeldKey} role="presentation">
        <div id={bodyId}>{props.children}</div>
        <div className="buttons">
          <CommandButton label={props.acceptLabel} onPress={props.onAccept} onRefuse={props.onRefuse} />
          <CommandButton label={props.cancelLabel} onPress={props.onCancel} isDefault hasInitialFocus />
        </div>
      </div>
    </DialogFrame>
  )
}
