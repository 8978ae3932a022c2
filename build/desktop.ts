/** `npm run desktop -- --data FOLDER`: builds what changed, finds an Electron, and starts the desktop app. */
import { spawn } from 'node:child_process'
import { ensureBuilt, orExit } from './build.ts'
import { desktopNeeds, findElectron } from './electron-runtime.ts'
import { root } from './entries.ts'

const start = async (): Promise<number> => {
  await orExit(ensureBuilt())
  const isLinux = process.platform === 'linux'
  if (isLinux && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    console.error(
      'There is no display (DISPLAY and WAYLAND_DISPLAY are not set): start it in a desktop session, or run "npm run redundancy serve" instead.',
    )
    return 1
  }
  const found = await findElectron()
  if (!found.ok) {
    console.error(found.sentence)
    return 1
  }
  if ((await desktopNeeds(found.executable, { xvfb: false })).missing.length > 0) return 1
  const isRoot = process.getuid?.() === 0
  if (isRoot) console.error('Started as root: Chromium runs without its sandbox. Any other user has it.')
  const args = [...(isRoot ? ['--no-sandbox'] : []), root, ...process.argv.slice(2)]
  const app = spawn(found.executable, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.kill(signal))
  return new Promise((resolve) => {
    app.on('error', (error) => {
      console.error(`${found.executable} did not start: ${error.message}`)
      resolve(1)
    })
    app.on('exit', (code) => resolve(code ?? 1))
  })
}

process.exitCode = await start()
