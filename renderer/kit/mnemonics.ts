/**
 * Mnemonics: Alt and the underlined letter. The browser's own `accesskey` differs between systems and
 * cannot be tested, so one listener looks for `data-mnemonic` in the topmost window.
 */

/** What a key event has to offer; a real KeyboardEvent fits. */
export interface KeyPress {
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly isComposing: boolean
  readonly repeat: boolean
  /** The physical key: with Alt, `key` is another sign on some keyboards. */
  readonly code: string
  readonly key: string
}

/** The letter Alt was pressed with, in lower case, or null. */
export const mnemonicPressed = (press: KeyPress): string | null => {
  if (!press.altKey || press.ctrlKey || press.metaKey || press.shiftKey) return null
  if (press.isComposing || press.repeat) return null
  if (/^[a-z0-9]$/i.test(press.key)) return press.key.toLowerCase()
  const fromCode = /^Key([A-Z])$/.exec(press.code)
  return fromCode?.[1]?.toLowerCase() ?? null
}

const topmost = (document: Document): ParentNode => {
  const open = [...document.querySelectorAll<HTMLDialogElement>('dialog[open]')]
  return open.at(-1) ?? document
}

/** Acts like a press: a button is clicked, a label hands on to its control. */
const activate = (element: HTMLElement): void => {
  const control = element instanceof HTMLLabelElement ? element.control : element
  control?.focus()
  const isText = control instanceof HTMLInputElement && !/^(checkbox|radio)$/.test(control.type)
  if (isText) control.select()
  else control?.click()
}

/** Listens for mnemonics in one document; returns the way to stop. */
export const installMnemonics = (document: Document): (() => void) => {
  const onKeyDown = (event: KeyboardEvent): void => {
    const letter = mnemonicPressed(event)
    if (letter === null) return
    const found = [...topmost(document).querySelectorAll<HTMLElement>(`[data-mnemonic="${letter}"]`)]
    const target = found.find((element) => element.checkVisibility?.() ?? element.offsetParent !== null)
    if (target === undefined) return
    event.preventDefault()
    activate(target)
  }
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}
