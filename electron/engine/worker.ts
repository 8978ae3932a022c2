import { parentPort, workerData } from 'node:worker_threads'
import type { MethodName } from '../../shared/contract/contract.ts'
import { createClock } from './clock.ts'
import { watchTurns } from './host-turns.ts'
import { type Engine, type EngineFiles, openEngine } from './loop/engine.ts'
import { ENGINE_NICENESS, setThreadPriority } from './priority.ts'
import { ENGINE_STOP_LIMIT_MS } from './stop-limit.ts'

/** The engine's thread. The host's main thread only relays what is said here. */

export interface EngineWorkerData extends EngineFiles {
  readonly dataDir: string
  readonly version: string
  readonly startedAgain: 'bySupervisor' | 'byNobody'
  /** Where the host's main thread counts its turns. */
  readonly turns: SharedArrayBuffer
}

export type ToEngine =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly method: MethodName
      readonly input: unknown
      readonly person: string
    }
  | { readonly kind: 'stop' }

export type FromEngine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }
  | { readonly kind: 'status'; readonly status: unknown }
  | { readonly kind: 'failed'; readonly sentence: string }
  | { readonly kind: 'stopped' }

const port = parentPort
if (port === null) throw new Error('The engine runs in a worker thread of its host.')
const say = (message: FromEngine): void => port.postMessage(message)
const fail = (error: unknown): void =>
  say({ kind: 'failed', sentence: error instanceof Error ? error.message : String(error) })
// Before anything else: a bug ends the engine loudly and the guardian ends the services.
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

/** A main thread that stands still hears no signal: the only way out of its process is SIGKILL. */
const endHost = (engine: Engine): void => {
  const kill = (): void => void process.kill(process.pid, 'SIGKILL')
  setTimeout(kill, ENGINE_STOP_LIMIT_MS)
  engine.close().then(kill, kill)
}

setThreadPriority(ENGINE_NICENESS)
const { turns, startedAgain, ...given } = workerData as EngineWorkerData
const hostTurns = watchTurns(turns, createClock())
const opened = openEngine({
  ...given,
  hostTurns,
  endHost: startedAgain === 'byNobody' ? null : endHost,
  // What nobody reads would only pile up.
  onStatus: (status) => {
    if (!hostTurns.isStuck()) say({ kind: 'status', status })
  },
  onFailure: (sentence) => say({ kind: 'failed', sentence }),
})
const serve = (engine: Engine): void => {
  port.on('message', (message: ToEngine) => {
    if (message.kind === 'stop') {
      engine.close().then(() => say({ kind: 'stopped' }), fail)
      return
    }
    const { id, method, input, person } = message
    engine.call(method, input, person).then(
      (output) => say({ kind: 'result', id, output }),
      (error: unknown) => {
        say({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) })
      },
    )
  })
  say({ kind: 'ready' })
}
if (opened.ok) serve(opened.engine)
else say({ kind: 'failed', sentence: opened.message })
