import { type RefObject, useEffect, useRef } from 'react'

/** A button goes with the state it belonged to; what had the focus leaves it where the dialog began, not nowhere. */
export const useKeptFocus = (frame: RefObject<HTMLElement | null>): void => {
  const last = useRef<Element | null>(null)
  useEffect(() => {
    const dialog = frame.current
    const note = (event: FocusEvent): void => {
      last.current = event.target as Element
    }
    dialog?.addEventListener('focusin', note)
    return () => dialog?.removeEventListener('focusin', note)
  }, [frame])
  useEffect(() => {
    const isGone = last.current?.isConnected === false && document.activeElement === document.body
    if (isGone) frame.current?.querySelector<HTMLElement>('[data-initial-focus]')?.focus()
  })
}
