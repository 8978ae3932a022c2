import { Worker } from 'node:worker_threads'
import type { MethodName } from '../../shared/contract/contract.ts'
import type { Status } from '../../shared/contract/status.ts'
import { countTurns } from './host-turns.ts'
import type { EngineFiles } from './loop/engine.ts'
import type { EngineWorkerData, FromEngine, ToEngine } from './worker.ts'

/** A running engine as its host (the service, the desktop app) sees it. */
export interface HostedEngine {
  call(method: MethodName, input: unknown, caller: { readonly person: string }): Promise<unknown>
  onStatus(listener: (sequence: number, status: Status) => void): void
  /** The engine ended by itself: the exit code and one sentence. */
  onExit(listener: (code: number, sentence: string) => void): void
  stop(): Promise<void>
}

export interface HostOptions extends EngineFiles {
  readonly dataDir: string
  readonly version: string
  /** Who starts this process again when it ends by itself. */
  readonly startedAgain: 'bySupervisor' | 'byNobody'
  /** The built worker, or `worker.ts` under a Node that runs it. */
  readonly workerFile: string
}

/** The engine said itself, in one sentence, why it does not start: an expected failure. */
export class EngineRefused extends Error {
  override readonly name = 'EngineRefused'
}

interface Waiting {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: Error) => void
}

/** Starts the engine in its worker thread; rejects with one sentence when it cannot start. */
export const startEngineThread = (options: HostOptions): Promise<HostedEngine> => {
  const { workerFile, ...files } = options
  const { turns, stop: stopTurns } = countTurns()
  const workerData: EngineWorkerData = { ...files, turns }
  const worker = new Worker(workerFile, { workerData })
  const waiting = new Map<number, Waiting>()
  const statusListeners: ((sequence: number, status: Status) => void)[] = []
  const exitListeners: ((code: number, sentence: string) => void)[] = []
  let sequence = 0
  let newest: Status | null = null
  let calls = 0
  let end: { code: number; sentence: string } | null = null
  let whenStopped: (() => void) | null = null
  let gone: Promise<unknown> = Promise.resolve()
  let isStopping = false
  const say = (message: ToEngine): void => worker.postMessage(message)

  const over = (code: number, sentence: string): void => {
    if (end !== null) return
    end = { code, sentence }
    for (const { reject } of waiting.values()) reject(new Error(sentence))
    waiting.clear()
    stopTurns()
    // A host that ended while this thread is still being taken down could crash on the way out.
    gone = worker.terminate()
    void gone.finally(() => whenStopped?.())
    if (!isStopping) for (const listener of exitListeners) listener(code, sentence)
  }

  const handle: HostedEngine = {
    call: (method, input, { person }) =>
      new Promise((resolve, reject) => {
        if (end !== null) {
          reject(new Error(end.sentence))
          return
        }
        calls += 1
        waiting.set(calls, { resolve, reject })
        say({ kind: 'call', id: calls, method, input, person })
      }),
    onStatus: (listener) => {
      statusListeners.push(listener)
      if (newest !== null) listener(sequence, newest)
    },
    onExit: (listener) => {
      exitListeners.push(listener)
      if (end !== null && !isStopping) listener(end.code, end.sentence)
    },
    stop: () =>
      new Promise((resolve) => {
        isStopping = true
        if (end !== null) {
          void gone.finally(resolve)
          return
        }
        whenStopped = resolve
        say({ kind: 'stop' })
      }),
  }

  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromEngine) => {
      switch (message.kind) {
        case 'ready':
          resolve(handle)
          break
        case 'result':
          waiting.get(message.id)?.resolve(message.output)
          waiting.delete(message.id)
          break
        case 'error':
          waiting.get(message.id)?.reject(new Error(message.message))
          waiting.delete(message.id)
          break
        case 'status':
          newest = message.status as Status
          sequence += 1
          for (const listener of statusListeners) listener(sequence, newest)
          break
        case 'failed':
          over(1, message.sentence)
          reject(new EngineRefused(message.sentence))
          break
        case 'stopped':
          over(0, 'The engine was stopped.')
          break
      }
    })
    worker.on('error', (error) => {
      over(1, `The engine ended: ${error.message}`)
      reject(error)
    })
    worker.on('exit', (code) => {
      const sentence = `The engine's thread ended (exit code ${code}).`
      over(1, sentence)
      reject(new Error(sentence))
    })
  })
}
