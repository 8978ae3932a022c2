/**
 * The desktop tests under a display of their own, as an unprivileged user with Chromium's sandbox on. Words
 * after the program go to Playwright: `node e2e/desktop/run.ts security`.
 */
import path from 'node:path'
import { ensureBuilt, orExit } from '../../build/build.ts'
import { runDesktopTests } from '../../build/desktop-run.ts'
import { root } from '../../build/entries.ts'

await orExit(ensureBuilt())
process.exitCode = await runDesktopTests({
  config: path.join(root, 'build/playwright.desktop.config.ts'),
  words: process.argv.slice(2),
  report: path.join(root, '.cache/test-reports/desktop.json'),
  leavings: path.join(root, 'test-results/desktop'),
})
