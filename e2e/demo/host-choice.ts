/** Which program runs the two servers' engines: what was asked for against what this computer has. */

export const hostNames = ['service', 'desktop'] as const
export type HostName = (typeof hostNames)[number]

/** `there`: the screen of whoever looks on. `own`: one of the demonstration's, which nobody sees. */
export type DisplayChoice = 'there' | 'own'

export type HostWish =
  | { readonly host: 'service'; readonly sentence: string | null }
  | {
      readonly host: 'desktop'
      readonly display: DisplayChoice
      /** What happens where the desktop app cannot run: nobody asked for it, or somebody did. */
      readonly otherwise: 'service' | 'fault'
    }
  | { readonly host: null; readonly fault: string }

const isHostName = (name: string): name is HostName => hostNames.some((one) => one === name)

/** `asked` is the word after `--host`, null when there is none. */
export const wishedHost = (asked: string | null, hasDisplay: boolean): HostWish => {
  if (asked !== null && !isHostName(asked)) {
    return { host: null, fault: `--host ${asked} is not known; the hosts are: ${hostNames.join(', ')}.` }
  }
  if (asked === 'service') return { host: 'service', sentence: null }
  if (asked === 'desktop') {
    return { host: 'desktop', display: hasDisplay ? 'there' : 'own', otherwise: 'fault' }
  }
  if (hasDisplay) return { host: 'desktop', display: 'there', otherwise: 'service' }
  return {
    host: 'service',
    sentence:
      'There is no display here (DISPLAY and WAYLAND_DISPLAY are not set), so the two servers run as services, with a browser for window; "--host desktop" runs the desktop apps on a display of their own.',
  }
}

export type HostChoice =
  | { readonly host: 'service'; readonly sentence: string | null }
  | { readonly host: 'desktop'; readonly display: DisplayChoice }
  | { readonly host: null; readonly fault: string }

/** `desktopFault`: why the desktop app cannot run here, in one sentence; null when it can. */
export const chosenHost = (wish: HostWish, desktopFault: string | null): HostChoice => {
  if (wish.host !== 'desktop') return wish
  if (desktopFault === null) return { host: 'desktop', display: wish.display }
  if (wish.otherwise === 'fault') return { host: null, fault: desktopFault }
  return {
    host: 'service',
    sentence: `${desktopFault} So the two servers run as services, with a browser for window.`,
  }
}
