import { parentPort } from 'node:worker_threads'
import { type Batch, runBatch } from './batch.ts'

/** One thread of the crew: a batch in, its result out. */
parentPort?.on('message', (batch: Batch) => parentPort?.postMessage(runBatch(batch)))
