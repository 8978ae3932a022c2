import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { root } from './entries.ts'

/** What runs here may not write into the project: e2e/desktop/run.ts names the folder. */
const results = process.env.REDUNDANCY_DESKTOP_RESULTS ?? join(root, 'test-results')

/** The desktop app in a real Electron, started by e2e/desktop/run.ts: one at a time. */
export default defineConfig({
  testDir: join(root, 'e2e/desktop'),
  outputDir: join(results, 'output'),
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // Two apps, a display and a pair: what fails once is run once more and printed as flaky (docs/testing.md).
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: join(results, 'desktop.json') }]],
})
