import path from 'node:path'
import { productVersion } from '../shared/domain/version.ts'
import { openCommandLineHere } from './command-line-here.ts'
import type { EngineHandle } from './engine/admin/engine-handle.ts'
import { connect, type ServiceClient } from './engine/admin/service-client.ts'
import { findService } from './engine/admin/service-file.ts'
import { startEngineThread } from './engine/host.ts'
import type { DiagnosticLog } from './engine/store/diagnostic-log.ts'
import { lockHolder } from './engine/store/lock.ts'
import { AGAIN_MS, type Followed, follow } from './following.ts'

/**
 * The engine of this server as the desktop app has it: its own, in a worker thread, or that of a service
 * that already runs on the same data folder. Who holds the folder's lock runs the engine, and lets the command
 * line in.
 */
export interface EngineHere extends EngineHandle {
  readonly runs: 'inThisApp' | 'inTheService'
  onConnection(listener: (isConnected: boolean) => void): void
}

export interface EngineHereOptions {
  readonly dataDir: string
  /** The folder of the built programs. */
  readonly programs: string
  /** A plain Node, for the guardian: it outlives this app by a moment, and Electron is none when hardened. */
  readonly nodePath: string
  readonly log: DiagnosticLog
}

const own = async ({ dataDir, programs, nodePath, log }: EngineHereOptions): Promise<EngineHere> => {
  const engine = await startEngineThread({
    workerFile: path.join(programs, 'engine-worker.cjs'),
    guardianFile: path.join(programs, 'guardian.cjs'),
    replicationWorkerFile: path.join(programs, 'replication-worker.cjs'),
    nodePath,
    dataDir,
    version: productVersion,
    startedAgain: 'byNobody',
  })
  const opened = await openCommandLineHere(dataDir, engine, log)
  if (!opened.ok) log.warn(`The command line does not reach the engine in this app: ${opened.message}`)
  const commandLine = opened.ok ? opened.here : null
  return {
    ...engine,
    runs: 'inThisApp',
    stop: async () => {
      commandLine?.hide()
      await engine.stop()
      await commandLine?.close()
    },
    onConnection: (listener) => {
      listener(true)
      engine.onExit(() => listener(false))
    },
  }
}

/** That the service went away, and that it is back; the first connection is no news. */
const logConnection = ({ onConnection }: Followed, log: DiagnosticLog): void => {
  let wasConnected = true
  onConnection((isConnected) => {
    if (isConnected && !wasConnected) log.info('The service answers again.')
    if (!isConnected && wasConnected) {
      log.warn(
        'The connection to the service was lost: it was stopped, or has ended. It is tried again every second.',
      )
    }
    wasConnected = isConnected
  })
}

/** Stays a client for its whole life: a service that was stopped on purpose is not replaced behind its back. */
const ofTheService = ({ dataDir, log }: EngineHereOptions, first: ServiceClient): EngineHere => {
  const followed = follow({
    first,
    connect: async () => {
      const found = await connect(dataDir)
      return found.ok ? { ok: true, connection: found.client } : found
    },
    isWorthTrying: () => true,
  })
  logConnection(followed, log)
  return {
    ...followed,
    runs: 'inTheService',
    onExit: () => {},
    stop: async () => followed.stop(),
  }
}

/** How long a service that holds the lock may take until it answers. */
const SERVICE_START_MS = 10_000
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Rejects with one sentence when there is neither a service to attach to nor a lock to take. */
export const openEngineHere = async (options: EngineHereOptions): Promise<EngineHere> => {
  const { dataDir } = options
  const attached = async (): Promise<EngineHere | null> => {
    if (!findService(dataDir).ok) return null
    const found = await connect(dataDir)
    return found.ok ? ofTheService(options, found.client) : null
  }
  for (let waited = 0; lockHolder(dataDir) !== null && waited < SERVICE_START_MS; waited += AGAIN_MS / 4) {
    const service = await attached()
    if (service !== null) return service
    await pause(AGAIN_MS / 4)
  }
  return own(options)
}
