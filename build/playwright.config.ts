import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { findBrowser } from './browser.ts'
import { root } from './entries.ts'

const browser = await findBrowser()

/** End-to-end in a real browser against real servers on fixed loopback addresses: one at a time. */
export default defineConfig({
  testDir: join(root, 'e2e/web'),
  outputDir: join(root, 'test-results'),
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: join(root, '.cache/test-reports/web.json') }]],
  use: {
    viewport: { width: 1280, height: 900 },
    launchOptions: browser.launch,
    screenshot: 'only-on-failure',
  },
})
