import { defineConfig } from 'vitest/config'

/**
 * `unit`: beside the files they test, plus the tests of the fixtures, the simulation and the demo.
 * `tooling`: what the build decides. The pair's processes have build/vitest.pair.config.ts.
 */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Mostly waits for real processes and timers: as many at once as there are cores.
          maxWorkers: 2,
          include: [
            'shared/**/*.test.ts',
            'electron/**/*.test.ts',
            'renderer/**/*.test.{ts,tsx}',
            'e2e/**/*.test.ts',
          ],
          exclude: ['e2e/pair/**', 'e2e/web/**', 'e2e/desktop/**'],
        },
      },
      { extends: true, test: { name: 'tooling', include: ['build/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
})
