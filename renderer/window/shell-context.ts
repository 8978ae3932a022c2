import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ShownServer } from '../../shared/contract/desktop.ts'
import type { Shell, ShellState } from './shell.ts'

/** The desktop app around this page; null in a browser. */
export const ShellContext = createContext<Shell | null>(null)

const inBrowser = createStore<ShellState>(() => ({ server: { kind: 'here' }, logOn: { phase: 'idle' } }))

export const useShellState = <T>(select: (state: ShellState) => T): T =>
  useStore(useContext(ShellContext)?.state ?? inBrowser, select)

/** The server this window talks to. A browser's is always the one its page is from. */
export const useServer = (): ShownServer => useShellState((state) => state.server)

export const useShell = (): Shell => {
  const shell = useContext(ShellContext)
  if (shell === null) throw new Error('A part of the desktop app was shown outside of ShellContext')
  return shell
}
