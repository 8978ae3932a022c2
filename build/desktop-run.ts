import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { testUser } from './desktop-tests.ts'
import { findElectron, startDisplay } from './electron-runtime.ts'
import { root } from './entries.ts'

/** A program of the tests that starts desktop apps. */
export interface DesktopProgram {
  /** The words after `node`. */
  readonly words: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Gets the program's folder before it is removed. */
  readonly keep?: (folder: string) => void
}

/**
 * Runs it on a display of its own, as an unprivileged user, so with Chromium's sandbox on. Its exit code; 1
 * with one sentence where there is no Electron.
 */
export const runAtDisplay = async ({ words, env, keep }: DesktopProgram): Promise<number> => {
  // Asked here, so that the program inherits the answer.
  const found = await findElectron()
  if (!found.ok) {
    console.error(found.sentence)
    return 1
  }
  const user = testUser()
  console.log(`Electron ${found.version} (${found.source})${user === null ? '' : ', as the user nobody'}`)
  const display = process.platform === 'linux' ? await startDisplay() : null
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rm-desk-'))
  if (user !== null) fs.chownSync(folder, user.uid, user.gid)
  const surroundings = {
    ...process.env,
    ...env,
    DISPLAY: display?.display ?? '',
    HOME: folder,
    TMPDIR: folder,
    XDG_RUNTIME_DIR: folder,
    // No bus of the machine: the app must do without, and touch nobody's session.
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    REDUNDANCY_DESKTOP_RESULTS: path.join(folder, 'results'),
  }
  try {
    const program = spawn(process.execPath, words, {
      cwd: root,
      env: surroundings,
      stdio: 'inherit',
      ...user,
    })
    return await new Promise((resolve) => program.on('exit', (code) => resolve(code ?? 1)))
  } finally {
    keep?.(folder)
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    await display?.end()
  }
}

/** Playwright's tests of the desktop app. */
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

const copyIfThere = (from: string, to: string): void => {
  if (!fs.existsSync(from)) return
  fs.mkdirSync(path.dirname(to), { recursive: true })
  fs.cpSync(from, to, { recursive: true })
}

/** Playwright's exit code. */
export const runDesktopTests = ({
  config,
  words,
  env = {},
  report,
  leavings,
}: DesktopRun): Promise<number> => {
  fs.rmSync(report, { force: true })
  return runAtDisplay({
    words: [playwright, 'test', '--config', config, ...words],
    env,
    keep: (folder) => {
      copyIfThere(path.join(folder, 'results/desktop.json'), report)
      copyIfThere(path.join(folder, 'results/output'), leavings)
    },
  })
}
