/** Which program runs the two servers' engines: what was asked for against what this computer has. */

export const hostNames = ['service', 'desktop'] as const
export type HostName = (typeof hostNames)[number]

/** `there`: the screen of whoever looks on. `own`: one of the demonstration's, which nobody sees. */
export type DisplayChoice = 'there' | 'own'

export interface DesktopWish {
  readonly host: 'desktop'
  readonly display: DisplayChoice
  /** What happens where the desktop app cannot run: nobody asked for it, or somebody did. */
  readonly otherwise: 'service' | 'fault'
}

/** `sentence`: why it is not the desktop app, where nobody asked for the service. */
export type HostWish =
  | DesktopWish
  | { readonly host: 'service'; readonly sentence: string | null }
  | { readonly host: null; readonly fault: string }

const isHostName = (name: string): name is HostName => hostNames.some((one) => one === name)

/**
 * `asked` is the word after `--host`, null when there is none; `displayFault` why nobody can look on, null when
 * somebody can.
 */
export const wishedHost = (asked: string | null, displayFault: string | null): HostWish => {
  if (asked !== null && !isHostName(asked)) {
    return { host: null, fault: `--host ${asked} is not known; the hosts are: ${hostNames.join(', ')}.` }
  }
  if (asked === 'service') return { host: 'service', sentence: null }
  if (asked === 'desktop') {
    return { host: 'desktop', display: displayFault === null ? 'there' : 'own', otherwise: 'fault' }
  }
  if (displayFault === null) return { host: 'desktop', display: 'there', otherwise: 'service' }
  return {
    host: 'service',
    sentence: `${displayFault}, so the two servers run as services, with a browser for window; "--host desktop" runs the desktop apps on a display of their own.`,
  }
}

/** An Electron that can run here, or why there is none, in one sentence. */
export type Runtime =
  | { readonly ok: true; readonly executable: string }
  | { readonly ok: false; readonly sentence: string }

export type HostChoice =
  | Exclude<HostWish, { host: 'desktop' }>
  | { readonly host: 'desktop'; readonly display: DisplayChoice; readonly executable: string }

export const chosenHost = (wish: DesktopWish, runtime: Runtime): HostChoice => {
  if (runtime.ok) return { host: 'desktop', display: wish.display, executable: runtime.executable }
  if (wish.otherwise === 'fault') return { host: null, fault: runtime.sentence }
  return {
    host: 'service',
    sentence: `${runtime.sentence} So the two servers run as services, with a browser for window.`,
  }
}
