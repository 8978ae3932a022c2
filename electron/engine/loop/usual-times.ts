import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type SwitchOverStep, switchOverSteps } from '../../../shared/contract/status.ts'
import type { Progress } from '../../../shared/core/hand-over-state.ts'
import { firstUsualTimes, type UsualTimes } from '../../../shared/core/progress-view.ts'
import { writeAtomic } from '../store/atomic-file.ts'

/** What the last switch-overs took, step by step: the window shows the median as the usual time. */

const KEPT = 20
const schema = z.array(z.array(z.number().nonnegative().nullable()).max(16)).max(KEPT)

export interface UsualTimesFile {
  readonly usual: UsualTimes
  add(progress: Progress): void
}

const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

const usualOf = (runs: readonly (readonly (number | null)[])[]): UsualTimes =>
  Object.fromEntries(
    switchOverSteps.map((step, index) => {
      const took = runs.flatMap((run) => run[index] ?? [])
      return [step, Math.round(median(took) ?? firstUsualTimes[step])]
    }),
  ) as Record<SwitchOverStep, number>

/** A damaged or missing file only means that nothing is usual yet. */
export const openUsualTimes = (dataDir: string): UsualTimesFile => {
  const file = path.join(dataDir, 'usual-times.json')
  let runs: z.infer<typeof schema> = []
  try {
    runs = schema.catch([]).parse(JSON.parse(fs.readFileSync(file, 'utf8')))
  } catch {
    runs = []
  }
  let usual = usualOf(runs)
  return {
    get usual() {
      return usual
    },
    add: ({ tookMs }) => {
      runs = [...runs, [...tookMs]].slice(-KEPT)
      usual = usualOf(runs)
      writeAtomic(file, `${JSON.stringify(runs)}\n`)
    },
  }
}
