/** What one stage of `npm test` amounted to. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  /** Named in the summary, never silent. */
  readonly skipped: number
}

/** Vitest's JSON report. A file that does not load counts as one failed test. */
export const vitestCounts = (json: string): Counts => {
  const report: {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
    success: boolean
  } = JSON.parse(json)
  const failed = report.success ? 0 : Math.max(1, report.numFailedTests)
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests }
}

/** Playwright's JSON report. `errors` are those outside any test. */
export const playwrightCounts = (json: string): Counts => {
  const report: {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number }
    errors: unknown[]
  } = JSON.parse(json)
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped }
}

/** Where a test may be run once more: what passed then is counted, and printed as flaky by Playwright. */
export const withSecondTries = (json: string): Counts => {
  const once = playwrightCounts(json)
  const { flaky }: { flaky: number } = JSON.parse(json).stats
  return { ...once, passed: once.passed + flaky, failed: once.failed - flaky }
}

const countLine = /^(\d+) passed, (\d+) failed$/

/** The last line `N passed, N failed` a program printed; null when it printed none. */
export const printedCounts = (output: string): Counts | null => {
  const found = output
    .split('\n')
    .map((line) => countLine.exec(line.trim()))
    .filter((match) => match !== null)
    .at(-1)
  return found ? { passed: Number(found[1]), failed: Number(found[2]), skipped: 0 } : null
}

/** Only the last line of all may look like the total: whoever reads it must not find an earlier one. */
export const disguise = (line: string, stage: string): string =>
  countLine.test(line.trim()) ? `${stage}: ${line.trim()}` : line

/** A stage fails that failed a test, or ended badly, or ran nothing at all. */
export const judged = (counts: Counts, exitedWell: boolean): Counts => {
  if (counts.failed > 0) return counts
  if (!exitedWell || counts.passed === 0) return { ...counts, failed: 1 }
  return counts
}

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )

/** `12 passed, 0 failed`: the line an automation reads. */
export const totalLine = (counts: Counts): string => `${counts.passed} passed, ${counts.failed} failed`
