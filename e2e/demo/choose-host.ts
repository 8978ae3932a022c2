import { desktopLacks, desktopNeeds, findElectron } from '../../build/electron-runtime.ts'
import { desktopHost, isRoot } from './desktop-host.ts'
import { displayFault } from './display-here.ts'
import { chosenHost, type DesktopWish, type Runtime, wishedHost } from './host-choice.ts'
import { type ServerHost, serviceHost } from './server-host.ts'

/** Looks at this computer and takes the host that was asked for, or the one it can show. */

export type FoundHost =
  | { readonly ok: true; readonly host: ServerHost }
  | { readonly ok: false; readonly message: string }

/** Only who asked for the desktop app gets packages installed for it. */
const findRuntime = async (wish: DesktopWish, print: (line: string) => void): Promise<Runtime> => {
  const found = await findElectron(print)
  if (!found.ok) return found
  const { executable } = found
  if (wish.otherwise === 'service') {
    const lacks = await desktopLacks(executable)
    const sentence = `The desktop app cannot run here, missing: ${lacks.join(' ')}.`
    return lacks.length === 0 ? { ok: true, executable } : { ok: false, sentence }
  }
  let sentence = ''
  const say = (line: string): void => {
    if (line.startsWith('THE DESKTOP APP')) sentence = line
    else print(line)
  }
  const { missing } = await desktopNeeds(executable, { xvfb: wish.display === 'own', say })
  return missing.length === 0 ? { ok: true, executable } : { ok: false, sentence }
}

export const chooseHost = async (asked: string | null, print: (line: string) => void): Promise<FoundHost> => {
  const noDisplay = await displayFault()
  const wish = wishedHost(asked, noDisplay)
  const choice = wish.host === 'desktop' ? chosenHost(wish, await findRuntime(wish, print)) : wish
  if (choice.host === null) return { ok: false, message: choice.fault }
  if (choice.host === 'service') {
    if (choice.sentence !== null) print(choice.sentence)
    return { ok: true, host: serviceHost }
  }
  print(
    choice.display === 'own'
      ? `${noDisplay}: the two desktop apps are on one of their own (Xvfb), which nobody sees.`
      : 'Two desktop apps, on this display.',
  )
  if (isRoot()) print('Started as root: Chromium runs without its sandbox. Any other user has it.')
  return { ok: true, host: desktopHost(choice) }
}
