/**
 * The desktop tests under a display of their own, as an unprivileged user with Chromium's sandbox on. Words
 * after the program go to Playwright: `node e2e/desktop/run.ts security`.
 */
import path from 'node:path'
import { runDesktopTests } from '../../build/desktop-run.ts'
import { testUser } from '../../build/desktop-tests.ts'
import { findElectron } from '../../build/electron-runtime.ts'
import { root } from '../../build/entries.ts'

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
  return runDesktopTests({
    config: path.join(root, 'build/playwright.desktop.config.ts'),
    words: process.argv.slice(2),
    report: path.join(root, '.cache/test-reports/desktop.json'),
    leavings: path.join(root, 'test-results/desktop'),
  })
}

process.exitCode = await main()
