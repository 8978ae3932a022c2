import { spawn } from 'node:child_process'

/** How a helper command ended; `text` is its output, or what was wrong. */
export interface CommandEnd {
  /** Null: killed, or never started. */
  readonly code: number | null
  readonly text: string
}

export interface RunningCommand {
  readonly end: Promise<CommandEnd>
  /** Null once it ended. */
  code(): CommandEnd | null
  /** SIGKILL to its whole group. */
  kill(): void
}

const LONGEST_OUTPUT = 4096

const spawnGroup = (program: string, rest: readonly string[], env: NodeJS.ProcessEnv) =>
  spawn(program, rest, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })

/** Runs a command (no shell) in a group of its own; it is killed when `limitMs` is over. */
export const runCommand = (
  argv: readonly string[],
  limitMs: number,
  environment: NodeJS.ProcessEnv = process.env,
): RunningCommand => {
  const [program = '', ...rest] = argv
  let child: ReturnType<typeof spawnGroup>
  try {
    child = spawnGroup(program, rest, environment)
  } catch (error) {
    const end = { code: null, text: `${program} cannot be started (${(error as Error).message})` }
    return { end: Promise.resolve(end), code: () => end, kill: () => undefined }
  }
  let ended: CommandEnd | null = null
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('error', () => undefined)
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-LONGEST_OUTPUT)
    })
  }
  const kill = () => {
    if (ended !== null || child.pid === undefined) return
    try {
      // The leader was not collected yet (`exit` has not come), so its number is still this group's.
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      child.kill('SIGKILL')
    }
  }
  const timer = setTimeout(kill, limitMs)
  const end = new Promise<CommandEnd>((resolve) => {
    const finish = (how: CommandEnd) => {
      clearTimeout(timer)
      ended ??= how
      resolve(ended)
    }
    child.once('error', (error) => {
      if (child.pid === undefined)
        finish({ code: null, text: `${program} cannot be started (${error.message})` })
    })
    child.once('exit', (code, signal) => {
      // `close` would wait for a daemon that keeps the pipes; what is readable now comes in this turn.
      setImmediate(() => finish({ code, text: signal === null ? output : `ended by ${signal}` }))
    })
  })
  return { end, code: () => ended, kill }
}
