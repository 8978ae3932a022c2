import { type FocusEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { parseLabel } from '../../shared/domain/labels.ts'
import { MnemonicText } from './mnemonic-text.tsx'

export interface MenuItem {
  readonly label: string
  readonly onPress: () => void
  /** Why it cannot be chosen now, in words; it stays reachable, so that the reason is. */
  readonly lock?: string | null
}

/** A menu of the menu bar: opens by press, Alt+letter or arrow down; letters and arrows choose inside. */
export const Menu = ({ label, items }: { label: string; items: readonly MenuItem[] }) => {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const { mnemonic } = parseLabel(label)

  const entries = (): HTMLElement[] => [
    ...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []),
  ]
  const focusEntry = (index: number): void => {
    const all = entries()
    all.at(index % Math.max(1, all.length))?.focus()
  }
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  const press = (item: MenuItem): void => {
    if (item.lock != null) return
    close()
    item.onPress()
  }
  const onListKey = (event: KeyboardEvent): void => {
    const at = entries().indexOf(document.activeElement as HTMLElement)
    const byLetter = items.find((item) => parseLabel(item.label).mnemonic === event.key.toLowerCase())
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') focusEntry(at + 1)
    else if (event.key === 'ArrowUp') focusEntry(at - 1)
    else if (event.key === 'Home') focusEntry(0)
    else if (event.key === 'End') focusEntry(-1)
    else if (byLetter !== undefined && !event.ctrlKey && !event.metaKey) press(byLetter)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onBlur = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the focus left the menu
    <div className="menu" onBlur={onBlur}>
      <button
        ref={button}
        type="button"
        className="menu-button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-mnemonic={mnemonic ?? undefined}
        aria-keyshortcuts={mnemonic === null ? undefined : `Alt+${mnemonic.toUpperCase()}`}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          setOpen(true)
        }}
      >
        <MnemonicText label={label} />
      </button>
      {isOpen && (
        <div
          id={id}
          role="menu"
          aria-label={parseLabel(label).text}
          className="menu-list"
          ref={(element) => {
            list.current = element
            if (element !== null && !element.contains(document.activeElement)) focusEntry(0)
          }}
          tabIndex={-1}
          onKeyDown={onListKey}
        >
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              aria-disabled={item.lock == null ? undefined : true}
              aria-description={item.lock ?? undefined}
              title={item.lock ?? undefined}
              onClick={() => press(item)}
            >
              <MnemonicText label={item.label} />
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
