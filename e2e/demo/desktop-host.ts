import fs from 'node:fs'
import path from 'node:path'
import type { DisplayChoice } from './host-choice.ts'
import { projectFolder } from './product.ts'
import type { ServerHost } from './server-host.ts'
import { type WorldProcesses, worldSwitch } from './world-processes.ts'

/** The desktop app with its engine inside: a real Electron, one app for each server. */

export interface DesktopHostChoice {
  readonly executable: string
  readonly display: DisplayChoice
}

const DISPLAY_LIMIT_MS = 20_000

/**
 * A display of the world, ended with it, and a session that touches nobody's: no bus, a home of its own.
 * `-displayfd 1`: it writes its number to standard output.
 */
const ownDisplay = async (processes: WorldProcesses, folder: string): Promise<NodeJS.ProcessEnv> => {
  const size = ['-screen', '0', '1280x1024x24']
  const argv = ['Xvfb', '-displayfd', '1', ...size, '-nolisten', 'tcp', '-noreset']
  const display = processes.run('display', argv)
  const [, number = ''] = await display.waitFor(/^(\d+)\n/m, DISPLAY_LIMIT_MS)
  const home = path.join(folder, 'home')
  fs.mkdirSync(home, { mode: 0o700 })
  return {
    DISPLAY: `:${number}`,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  }
}

export const isRoot = (): boolean => process.getuid?.() === 0

export const desktopHost = ({ executable, display }: DesktopHostChoice): ServerHost => ({
  name: 'desktop',
  prepare: (processes, folder) => (display === 'own' ? ownDisplay(processes, folder) : Promise.resolve({})),
  argv: ({ data }, _adminPort, worldFolder) => [
    executable,
    ...(isRoot() ? ['--no-sandbox'] : []),
    worldSwitch(worldFolder),
    projectFolder,
    ...['--data', data],
  ],
  ready: /^Redundancy Manager is ready: .*$/m,
  startLimitMs: 60_000,
  link: () => null,
  restartMs: null,
})
