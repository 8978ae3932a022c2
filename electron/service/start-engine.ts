import fs from 'node:fs'
import path from 'node:path'
import { productVersion } from '../../shared/domain/version.ts'
import type { StartEngine } from '../engine/admin/engine-handle.ts'
import { startEngineThread } from '../engine/host.ts'

/** The programs an engine starts: beside the built service, or the sources themselves under Node 24. */
const engineFiles = () => {
  const program = fs.realpathSync(process.argv[1] ?? '.')
  const here = path.dirname(program)
  const isBuilt = program.endsWith('.cjs')
  const engine = path.join(here, '../engine')
  return isBuilt
    ? {
        workerFile: path.join(here, 'engine-worker.cjs'),
        guardianFile: path.join(here, 'guardian.cjs'),
        replicationWorkerFile: path.join(here, 'replication-worker.cjs'),
      }
    : {
        workerFile: path.join(engine, 'worker.ts'),
        guardianFile: path.join(engine, 'guardian/guardian.ts'),
        replicationWorkerFile: path.join(engine, 'replication/worker.ts'),
      }
}

/** The one place where the service gets its engine from: a worker thread of this process. */
export const startEngine: StartEngine = ({ dataDir }) =>
  startEngineThread({
    ...engineFiles(),
    nodePath: process.execPath,
    dataDir,
    version: productVersion,
    startedAgain: 'bySupervisor',
  })
