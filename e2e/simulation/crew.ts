import os from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { addResults, type BatchResult, emptyResult } from './batch.ts'

/**
 * A run leaves much that is soon forgotten and little that stays: a roomy nursery, collected by the thread itself while
 * the other one runs on, is worth a twentieth (measured on two cores).
 */
const NURSERY_MB = 192
setFlagsFromString('--single-threaded-gc')

/** Seeds of one message: small enough to end soon after a violation, large enough to cost nothing. */
const BATCH_RUNS = 25

export interface CrewTask {
  readonly runs: number
  readonly from: number
  /** Threads; as many as processors when it is left out. */
  readonly threads?: number
  /** The worker's own file: another copy of the core has its own. */
  readonly workerFile?: URL
  /** Seeds of one message. */
  readonly batchRuns?: number
  /** Seeds go on after a violation. */
  readonly goesOn?: boolean
  readonly onProgress?: (done: BatchResult) => void
}

/**
 * Runs on consecutive seeds, shared out among threads. Which thread runs a seed changes nothing: a run
 * depends on its seed alone. Ends early at the first violation unless told to go on; rejects when a thread breaks.
 */
export const runCrew = (task: CrewTask): Promise<BatchResult> => {
  const { runs, from, goesOn = false, batchRuns = BATCH_RUNS, onProgress } = task
  const threads = Math.min(task.threads ?? os.cpus().length, Math.ceil(runs / batchRuns))
  const file = task.workerFile ?? new URL('./batch-worker.ts', import.meta.url)
  let next = 0
  let total = emptyResult
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(file, {
        execArgv: [],
        resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
      })
      const give = (): void => {
        const isOver = next >= runs || (!goesOn && total.violations.length > 0)
        if (isOver) {
          void worker.terminate().then(() => resolve())
          return
        }
        const batch = { from: from + next, runs: Math.min(batchRuns, runs - next) }
        next += batch.runs
        worker.postMessage(batch)
      }
      worker.on('message', (result: BatchResult) => {
        total = addResults(total, result)
        onProgress?.(total)
        give()
      })
      worker.on('error', (error) => {
        next = runs
        reject(error)
      })
      give()
    })
  return Promise.all(Array.from({ length: threads }, work)).then(() => total)
}
