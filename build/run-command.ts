import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './entries.ts'

export interface Command {
  /** Node's arguments: every tool here is a JavaScript file. */
  readonly node: readonly string[]
  readonly limitMs: number
}

export interface Ended {
  readonly output: string
  /** Null when it ended well, else what went wrong in a few words. */
  readonly problem: string | null
}

/** The tools' own `node` first on the path, so that what they start runs on Node 24 as well. */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), process.env.PATH].filter(Boolean).join(delimiter),
})

const running = new Set<number>()

/** Ends every process group that was started here: an interrupted test leaves no server behind. */
const endAll = (): void => {
  for (const pid of running) kill(pid)
}

const kill = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It was gone already.
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endAll()
    process.exit(130)
  })
}

/** After the command itself ended: time for what it started to let go of its output. */
const graceMs = 2_000

/** Runs one command, gives each line of its output to `print`, and ends it with all it started at its limit. */
export const runCommand = (command: Command, print: (line: string) => void): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, command.node, {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const { pid, stdout, stderr } = child
    if (pid !== undefined) running.add(pid)
    const lines: string[] = []
    for (const input of [stdout, stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line)
        print(line)
      })
    }

    let problem: string | null = null
    const endGroup = (): void => {
      if (pid !== undefined) kill(pid)
    }
    const limit = setTimeout(() => {
      problem = `was ended after its limit of ${command.limitMs / 1000} s`
      endGroup()
    }, command.limitMs)
    let grace: NodeJS.Timeout | undefined
    child.on('error', (error) => {
      problem = error.message
    })
    child.on('exit', (code, signal) => {
      clearTimeout(limit)
      if (code !== 0) problem ??= code === null ? `was ended by ${signal}` : `ended with code ${code}`
      grace = setTimeout(() => {
        endGroup()
        stdout.destroy()
        stderr.destroy()
      }, graceMs)
    })
    child.on('close', () => {
      clearTimeout(limit)
      clearTimeout(grace)
      endGroup()
      if (pid !== undefined) running.delete(pid)
      resolve({ output: lines.join('\n'), problem })
    })
  })
