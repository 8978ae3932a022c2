import { defineConfig } from 'vitest/config'
import { root } from './entries.ts'

/** Real processes on fixed loopback addresses: one file at a time, one test at a time, long limits. */
export default defineConfig({
  root,
  test: {
    include: ['e2e/pair/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
