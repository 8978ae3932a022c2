/**
 * The desktop tests under a display of their own, as an unprivileged user with Chromium's sandbox on. Words
 * after the program go to Playwright: `node e2e/desktop/run.ts security`.
 */
import fs from 'node:fs'
import path from 'node:path'
import { root } from '../../build/entries.ts'
import { atADisplay } from './fixtures/at-a-display.ts'

const report = path.join(root, '.cache/test-reports/desktop.json')
const playwright = path.join(root, 'node_modules/@playwright/test/cli.js')
const config = path.join(root, 'build/playwright.desktop.config.ts')

const keep = (from: string, to: string): void => {
  if (!fs.existsSync(from)) return
  fs.mkdirSync(path.dirname(to), { recursive: true })
  fs.cpSync(from, to, { recursive: true })
}

fs.rmSync(report, { force: true })
process.exitCode = await atADisplay(
  [playwright, 'test', '--config', config, ...process.argv.slice(2)],
  (folder) => {
    keep(path.join(folder, 'results/desktop.json'), report)
    keep(path.join(folder, 'results/output'), path.join(root, 'test-results/desktop'))
  },
)
