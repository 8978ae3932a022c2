import { desktopLacks, desktopNeeds, findElectron } from '../../build/electron-runtime.ts'
import { desktopHost, isRoot } from './desktop-host.ts'
import { chosenHost, type HostWish, wishedHost } from './host-choice.ts'
import { type ServerHost, serviceHost } from './server-host.ts'

/** Looks at this computer and takes the host that was asked for, or the one it can show. */

export type FoundHost =
  | { readonly ok: true; readonly host: ServerHost }
  | { readonly ok: false; readonly message: string }

export const hasDisplay = (): boolean =>
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

type Runtime = { readonly executable: string } | { readonly fault: string }

/** Only who asked for the desktop app gets packages installed for it. */
const findRuntime = async (
  wish: Extract<HostWish, { host: 'desktop' }>,
  print: (line: string) => void,
): Promise<Runtime> => {
  const found = await findElectron(print)
  if (!found.ok) return { fault: found.sentence }
  const { executable } = found
  if (wish.otherwise === 'service') {
    const lacks = await desktopLacks(executable)
    if (lacks.length === 0) return { executable }
    return { fault: `The desktop app cannot run here, missing: ${lacks.join(' ')}.` }
  }
  let fault = ''
  const say = (line: string): void => {
    if (line.startsWith('THE DESKTOP APP')) fault = line
    else print(line)
  }
  const needs = await desktopNeeds(executable, { xvfb: wish.display === 'own', say })
  return needs.missing.length === 0 ? { executable } : { fault }
}

export const chooseHost = async (asked: string | null, print: (line: string) => void): Promise<FoundHost> => {
  const wish = wishedHost(asked, hasDisplay())
  const runtime = wish.host === 'desktop' ? await findRuntime(wish, print) : { fault: '' }
  const choice = chosenHost(wish, 'fault' in runtime ? runtime.fault : null)
  if (choice.host === null) return { ok: false, message: choice.fault }
  if (choice.host === 'service' || 'fault' in runtime) {
    if ('sentence' in choice && choice.sentence !== null) print(choice.sentence)
    return { ok: true, host: serviceHost }
  }
  print(
    choice.display === 'own'
      ? 'Two desktop apps, on a display of their own (Xvfb) that nobody sees: there is none here.'
      : 'Two desktop apps, on this display.',
  )
  if (isRoot()) print('Started as root: Chromium runs without its sandbox. Any other user has it.')
  return { ok: true, host: desktopHost({ executable: runtime.executable, display: choice.display }) }
}
