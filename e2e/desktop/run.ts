/**
 * The desktop tests under a display of their own, as an unprivileged user with Chromium's sandbox on. Words
 * after the program go to Playwright: `node e2e/desktop/run.ts security`.
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { testUser } from '../../build/desktop-tests.ts'
import { findElectron, startDisplay } from '../../build/electron-runtime.ts'
import { root } from '../../build/entries.ts'

const report = path.join(root, '.cache/test-reports/desktop.json')
const playwright = path.join(root, 'node_modules/@playwright/test/cli.js')
const config = path.join(root, 'build/playwright.desktop.config.ts')

const run = (folder: string, display: string): Promise<number> => {
  const user = testUser()
  if (user !== null) fs.chownSync(folder, user.uid, user.gid)
  const env = {
    ...process.env,
    DISPLAY: display,
    HOME: folder,
    TMPDIR: folder,
    XDG_RUNTIME_DIR: folder,
    // No bus of the machine: the app must do without, and touch nobody's session.
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    REDUNDANCY_DESKTOP_RESULTS: path.join(folder, 'results'),
  }
  const words = [playwright, 'test', '--config', config, ...process.argv.slice(2)]
  const tests = spawn(process.execPath, words, { cwd: root, env, stdio: 'inherit', ...user })
  return new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)))
}

const keep = (from: string, to: string): void => {
  if (!fs.existsSync(from)) return
  fs.mkdirSync(path.dirname(to), { recursive: true })
  fs.cpSync(from, to, { recursive: true })
}

const main = async (): Promise<number> => {
  // Asked here, so that the tests inherit the answer.
  const found = await findElectron()
  if (!found.ok) {
    console.error(found.sentence)
    return 1
  }
  console.log(
    `Electron ${found.version} (${found.source})${testUser() === null ? '' : ', as the user nobody'}`,
  )
  fs.rmSync(report, { force: true })
  const display = process.platform === 'linux' ? await startDisplay() : null
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rm-desk-'))
  try {
    return await run(folder, display?.display ?? '')
  } finally {
    keep(path.join(folder, 'results/desktop.json'), report)
    keep(path.join(folder, 'results/output'), path.join(root, 'test-results/desktop'))
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    await display?.end()
  }
}

process.exitCode = await main()
