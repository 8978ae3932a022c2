import type { ShellFrame, WindowFrame } from '../shared/contract/desktop.ts'

/**
 * The warning of automatic take-over stands in one window: the one that showed it last. The others hear where
 * it is, and whether a person answered it; a window that goes without an answer gives it back.
 */
export interface OneWarning<Window> {
  hear(from: Window, is: Extract<WindowFrame, { kind: 'warning' }>['is']): void
  /** The window was closed, or its page is made anew. */
  gone(window: Window): void
}

export type WarningIs = Extract<ShellFrame, { kind: 'warning' }>['is']

/** `sayToOthers` tells every window but this one. */
export const createOneWarning = <Window>(
  sayToOthers: (but: Window, is: WarningIs) => void,
): OneWarning<Window> => {
  let holder: Window | null = null
  const end = (window: Window, is: WarningIs): void => {
    if (holder !== window) return
    holder = null
    sayToOthers(window, is)
  }
  return {
    hear: (from, is) => {
      if (is === 'answered') return end(from, 'answered')
      holder = from
      sayToOthers(from, 'elsewhere')
    },
    gone: (window) => end(window, 'nowhere'),
  }
}
