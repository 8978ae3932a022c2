import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { testUser } from './desktop-tests.ts'
import { startDisplay } from './electron-runtime.ts'
import { root } from './entries.ts'

/** Playwright's tests of the desktop app under a display of their own, as an unprivileged user. */
export interface DesktopRun {
  /** One of build/playwright.*.config.ts, which writes `desktop.json` and `output` to REDUNDANCY_DESKTOP_RESULTS. */
  readonly config: string
  /** Words for Playwright. */
  readonly words: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Where its JSON report goes. */
  readonly report: string
  /** Where what a failed test left goes. */
  readonly leavings: string
}

const playwright = path.join(root, 'node_modules/@playwright/test/cli.js')

const start = ({ config, words, env }: DesktopRun, folder: string, display: string): Promise<number> => {
  const user = testUser()
  if (user !== null) fs.chownSync(folder, user.uid, user.gid)
  const surroundings = {
    ...process.env,
    ...env,
    DISPLAY: display,
    HOME: folder,
    TMPDIR: folder,
    XDG_RUNTIME_DIR: folder,
    // No bus of the machine: the app must do without, and touch nobody's session.
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    REDUNDANCY_DESKTOP_RESULTS: path.join(folder, 'results'),
  }
  const all = [playwright, 'test', '--config', config, ...words]
  const tests = spawn(process.execPath, all, { cwd: root, env: surroundings, stdio: 'inherit', ...user })
  return new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)))
}

const keep = (from: string, to: string): void => {
  if (!fs.existsSync(from)) return
  fs.mkdirSync(path.dirname(to), { recursive: true })
  fs.cpSync(from, to, { recursive: true })
}

/** Playwright's exit code. */
export const runDesktopTests = async (run: DesktopRun): Promise<number> => {
  fs.rmSync(run.report, { force: true })
  const display = process.platform === 'linux' ? await startDisplay() : null
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rm-desk-'))
  try {
    return await start(run, folder, display?.display ?? '')
  } finally {
    keep(path.join(folder, 'results/desktop.json'), run.report)
    keep(path.join(folder, 'results/output'), run.leavings)
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    await display?.end()
  }
}
