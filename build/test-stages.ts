import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from './browser.ts'
import { ensureBuilt } from './build.ts'
import { desktopTestsFault } from './desktop-tests.ts'
import { root } from './entries.ts'
import type { Command, Ended } from './run-command.ts'
import { type Counts, playwrightCounts, printedCounts, vitestCounts, withSecondTries } from './test-counts.ts'

export interface Stage {
  readonly name: string
  /** Run first when the stage is asked for alone; throws one sentence. */
  readonly prepare?: (print: (line: string) => void) => Promise<void>
  /** What this computer lacks for the stage, in one sentence: then it does not run, which is said loudly. */
  readonly fault?: (print: (line: string) => void) => Promise<string | null>
  readonly commands: readonly (Command & { readonly counts: (ended: Ended) => Counts })[]
}

const modules = 'node_modules'
const biome = `${modules}/@biomejs/biome/bin/biome`
const tsc = `${modules}/typescript/bin/tsc`
const vitest = `${modules}/vitest/vitest.mjs`
const playwright = `${modules}/@playwright/test/cli.js`
const minute = 60_000

/** One check: it holds or it does not. */
const asOne = (ended: Ended): Counts =>
  ended.problem === null ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }

/** A program that counts for itself, else one check. */
const asPrinted = (ended: Ended): Counts => printedCounts(ended.output) ?? asOne(ended)

const reports = join(root, '.cache/test-reports')

/** An old report must not stand in for one that was never written. */
const report = (name: string): string => {
  mkdirSync(reports, { recursive: true })
  const file = join(reports, `${name}.json`)
  rmSync(file, { force: true })
  return file
}

const readReport = (name: string, read: (json: string) => Counts): Counts => {
  const file = join(reports, `${name}.json`)
  return existsSync(file) ? read(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
}

const withVitest = (name: string, limitMs: number, args: readonly string[]): Stage['commands'][number] => ({
  node: [
    vitest,
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report(name)}`,
  ],
  limitMs,
  counts: () => readReport(name, vitestCounts),
})

const types = (project: string): Stage['commands'][number] => ({
  node: [tsc, '-p', project],
  limitMs: 2 * minute,
  counts: asOne,
})

const built = async (print: (line: string) => void): Promise<void> => {
  if ((await ensureBuilt()) === 'built') print('built out/ first: the sources had changed')
}

const browser = async (print: (line: string) => void): Promise<void> => {
  await built(print)
  print(`browser: ${(await findBrowser()).origin}`)
}

/** In this order; docs/testing.md says what each is for. */
export const stages = (): readonly Stage[] => [
  {
    name: 'types',
    commands: [
      types('tsconfig.json'),
      types('build/tsconfig.shared.json'),
      types('build/tsconfig.renderer.json'),
      types('build/tsconfig.web.json'),
    ],
  },
  {
    name: 'lint',
    commands: [
      {
        node: [biome, 'check', '--error-on-warnings', '--max-diagnostics=200', '.'],
        limitMs: minute,
        counts: asOne,
      },
      { node: ['build/tidy.ts'], limitMs: minute, counts: asPrinted },
    ],
  },
  { name: 'tooling', commands: [withVitest('tooling', 5 * minute, ['--project', 'tooling'])] },
  { name: 'build', commands: [{ node: ['build/build.ts'], limitMs: 2 * minute, counts: asOne }] },
  { name: 'unit', commands: [withVitest('unit', 8 * minute, ['--project', 'unit'])] },
  {
    name: 'simulation',
    commands: [{ node: ['e2e/simulation/run.ts', '--runs', '2000'], limitMs: 6 * minute, counts: asPrinted }],
  },
  {
    name: 'pair',
    prepare: built,
    commands: [withVitest('pair', 8 * minute, ['--config', 'build/vitest.pair.config.ts'])],
  },
  {
    name: 'web',
    prepare: browser,
    commands: [
      {
        node: [playwright, 'test', '--config', 'build/playwright.config.ts'],
        limitMs: 5 * minute,
        counts: () => readReport('web', playwrightCounts),
      },
    ],
  },
  {
    name: 'desktop',
    fault: desktopTestsFault,
    prepare: built,
    commands: [
      {
        node: ['e2e/desktop/run.ts'],
        limitMs: 8 * minute,
        counts: () => readReport('desktop', withSecondTries),
      },
    ],
  },
  {
    name: 'package',
    fault: desktopTestsFault,
    prepare: built,
    commands: [{ node: ['build/package.ts'], limitMs: 5 * minute, counts: asPrinted }],
  },
  {
    name: 'node16',
    prepare: built,
    commands: [{ node: ['e2e/pair/node16-smoke.ts'], limitMs: 3 * minute, counts: asPrinted }],
  },
]
