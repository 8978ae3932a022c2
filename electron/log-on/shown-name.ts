import type { WindowKind } from '../../shared/contract/desktop.ts'
import { productName, titleHere, titleOn } from '../../shared/domain/labels.ts'
import type { Role } from '../../shared/domain/roles.ts'
import type { LoggedOn } from './logged-on.ts'

/** By what two apps on one screen are told apart: titles, the tray's words, and the letter on the icon. */
export interface ShownName {
  titleOf(kind: WindowKind, title: string): string
  /** For the tray. */
  words(): string
  role(): Role | null
  /** After a change of it. */
  onChange(listener: () => void): void
}

/** As the server that is logged on to was last heard: a title does not flicker with the connection. */
export const createShownName = (
  loggedOn: Pick<LoggedOn, 'shown' | 'status' | 'onFrame' | 'onLogOn'>,
): ShownName => {
  const listeners: (() => void)[] = []
  const heardNow = () => loggedOn.status()?.currentServer ?? null
  let heard = heardNow()

  const titleOf: ShownName['titleOf'] = (kind, title) => {
    const server = loggedOn.shown()
    if (server.kind === 'there') return titleOn(title, server.address)
    // The titles of the dialogs are the product's, to the letter.
    if (kind !== 'home' || heard === null || heard.address === '') return title
    return titleHere(title, heard.role, heard.address)
  }
  const words = (): string => titleOf('home', productName)
  const role = (): Role | null => (heard === null || heard.address === '' ? null : heard.role)
  const told = (): string => `${words()} ${role()}`

  let last = told()
  const look = (): void => {
    if (told() === last) return
    last = told()
    for (const listener of listeners) listener()
  }
  loggedOn.onFrame(() => {
    heard = heardNow() ?? heard
    look()
  })
  loggedOn.onLogOn(() => {
    heard = heardNow()
    look()
  })
  return {
    titleOf,
    words,
    role,
    onChange: (listener) => {
      listeners.push(listener)
    },
  }
}
