import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Runner, ServiceDefinition } from '../../../shared/contract/site.ts'
import { down, type Finding, type Limit, unknown, up, withinLimit } from './finding.ts'

/**
 * Whether a service that runs only on the active system could start here. Its readiness command says
 * so by exit code 0; without one the runner's program must exist and be executable (a unit must be known
 * to systemd).
 */

export const ready: Finding = { ...up, detail: 'ready' }

/** Programs are started less often than sockets are opened. */
export const isReadinessProcess = ({ readiness, runner }: ServiceDefinition): boolean =>
  readiness !== undefined || runner.kind === 'unit'

interface Exit {
  /** Null: it did not end by itself. */
  readonly code: number | null
  readonly trouble: string
}

/** Runs a program to its end; killed with everything it started when its time is over. */
const exitOf = (argv: readonly string[], cwd: string | undefined, limit: Limit): Promise<Exit> => {
  const [program = '', ...rest] = argv
  const late = { code: null, trouble: `${program} did not end within ${Math.round(limit.timeoutMs)} ms` }
  return withinLimit<Exit>(limit, late, (finish) => {
    const child = spawn(program, rest, {
      stdio: 'ignore',
      detached: true,
      ...(cwd === undefined ? {} : { cwd }),
    })
    child.on('error', (error: NodeJS.ErrnoException) =>
      finish({ code: null, trouble: `${program} could not be started: ${error.code ?? error.message}` }),
    )
    child.on('exit', (code, signal) =>
      finish({ code, trouble: code === null ? `${program} ended by ${signal}` : `${program} exits ${code}` }),
    )
    return () => {
      const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null
      if (!isRunning || child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It ended by itself in between.
      }
    }
  })
}

/** Where the program of an argument vector lies; null when nothing executable is there. */
const findProgram = (program: string, cwd: string | undefined): string | null => {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '')
  const candidates = program.includes('/')
    ? [path.resolve(cwd ?? '.', program)]
    : folders.map((folder) => path.join(folder, program))
  return candidates.find((file) => isExecutable(file)) ?? null
}

const isExecutable = (file: string): boolean => {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

const programReady = (program: string, cwd: string | undefined): Finding =>
  findProgram(program, cwd) === null ? down(`${program} does not exist or is not executable`) : ready

const runnerReady = async (runner: Runner, limit: Limit): Promise<Finding> => {
  switch (runner.kind) {
    case 'process':
      return programReady(runner.argv[0] ?? '', runner.cwd)
    case 'command':
      return programReady(runner.start[0] ?? '', undefined)
    case 'unit': {
      const { code, trouble } = await exitOf(['systemctl', 'cat', '--', runner.unit], undefined, limit)
      if (code === 0) return ready
      return code === null ? unknown(trouble) : down(`systemd does not know the unit ${runner.unit}`)
    }
    case 'none':
      return unknown('nothing here starts it')
  }
}

export const probeReadiness = async (service: ServiceDefinition, limit: Limit): Promise<Finding> => {
  const { readiness, runner } = service
  if (readiness === undefined) return runnerReady(runner, limit)
  const cwd = runner.kind === 'process' ? runner.cwd : undefined
  const { code, trouble } = await exitOf(readiness, cwd, limit)
  return code === 0 ? ready : down(`not ready: ${trouble}`)
}
