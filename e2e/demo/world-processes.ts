import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'

/**
 * The processes of one demonstration world. Every one carries the world's folder in its environment, its
 * own children inherit it, and only processes that carry it are ever ended (`worldSwitch`: those that paint over it). A reaper process ends them
 * when this process dies without having done so, however it dies.
 */

export const WORLD_VARIABLE = 'REDUNDANCY_DEMO_WORLD'

export interface WorldProcess {
  readonly name: string
  readonly child: ChildProcess
  /** What it wrote so far, standard output and error together; also in the file `logs/<name>.log`. */
  output(): string
  /** Resolves with the text when `pattern` appears in the output; rejects when it exits or the time is over. */
  waitFor(pattern: RegExp, withinMs: number): Promise<RegExpExecArray>
  /** The signal or "exit code N"; null while it runs. */
  ended(): string | null
  onLine(listener: (line: string) => void): void
  /** SIGTERM, then SIGKILL when it has not ended in time. */
  end(withinMs: number): Promise<void>
  /** SIGKILL to this one process, as a crash. */
  crash(): Promise<void>
}

export interface WorldProcesses {
  run(name: string, argv: readonly string[], extra?: NodeJS.ProcessEnv): WorldProcess
  /** Ends what is left: recorded processes first, then whatever carries the world's mark. */
  endAll(): Promise<void>
}

/** The mark as a word of the command line, for Chromium, which paints over its environment in `/proc`. */
export const worldSwitch = (folder: string): string => `--${WORLD_VARIABLE}=${folder}`

const KEPT_OUTPUT = 200_000

const isOver = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

/** Processes that carry the mark of this world. Linux only; elsewhere none. */
export const markedProcesses = (folder: string): number[] => {
  if (process.platform !== 'linux') return []
  // The folder's name ends with random letters of a fixed number: no other begins with it.
  const mark = `${WORLD_VARIABLE}=${folder}`
  return fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return []
    try {
      const carries = (file: string) => fs.readFileSync(`/proc/${name}/${file}`, 'latin1').includes(mark)
      return carries('environ') || carries('cmdline') ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

/** Null: it is gone already. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {}
}

const TERM_MS = 2_000
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** SIGTERM to all that carry the mark, SIGKILL to those still there after two seconds. */
export const endMarked = async (folder: string, spare: readonly number[]): Promise<void> => {
  const left = () => markedProcesses(folder).filter((pid) => !spare.includes(pid))
  for (const pid of left()) signal(pid, 'SIGTERM')
  for (const until = Date.now() + TERM_MS; left().length > 0 && Date.now() < until; ) await pause(20)
  for (let tries = 0; left().length > 0 && tries < 100; tries += 1) {
    for (const pid of left()) signal(pid, 'SIGKILL')
    await pause(20)
  }
}

const startReaper = (folder: string, environment: NodeJS.ProcessEnv): ChildProcess => {
  const script = path.join(import.meta.dirname, 'reaper.ts')
  // A session of its own: a Ctrl-C in the terminal reaches this process, which then ends the others in order.
  const reaper = spawn(process.execPath, [script, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: environment,
  })
  reaper.unref()
  reaper.stdin?.on('error', () => {})
  return reaper
}

export const createProcesses = (folder: string): WorldProcesses => {
  const environment = { ...process.env, [WORLD_VARIABLE]: folder }
  const running = new Set<WorldProcess>()
  const logs = path.join(folder, 'logs')
  fs.mkdirSync(logs, { recursive: true })
  const reaper = startReaper(folder, environment)

  const run = (name: string, argv: readonly string[], extra: NodeJS.ProcessEnv = {}): WorldProcess => {
    const [program = '', ...args] = argv
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...environment, ...extra },
    })
    const log = fs.createWriteStream(path.join(logs, `${name}.log`), { flags: 'a' })
    const listeners = new Set<() => void>()
    const lineListeners = new Set<(line: string) => void>()
    let output = ''
    let pending = ''
    const take = (text: string) => {
      log.write(text)
      output = (output + text).slice(-KEPT_OUTPUT)
      const parts = (pending + text).split('\n')
      pending = parts.pop() ?? ''
      for (const line of parts) for (const listener of lineListeners) listener(line)
      for (const listener of listeners) listener()
    }
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', take)
    child.on('error', (error) => take(`${error.message}\n`))
    child.on('close', () => {
      running.delete(self)
      for (const listener of listeners) listener()
      log.end()
    })
    const self: WorldProcess = {
      name,
      child,
      output: () => output,
      ended: () => child.signalCode ?? (child.exitCode === null ? null : `exit code ${child.exitCode}`),
      onLine: (listener) => lineListeners.add(listener),
      waitFor: (pattern, withinMs) =>
        new Promise((resolve, reject) => {
          const settle = (act: () => void) => {
            listeners.delete(look)
            clearTimeout(timer)
            act()
          }
          const tail = () => output.trim().split('\n').slice(-5).join('\n')
          const look = () => {
            const match = pattern.exec(output)
            if (match !== null) settle(() => resolve(match))
            else if (isOver(child)) settle(() => reject(new Error(`${name} ended: ${tail()}`)))
          }
          const late = () => reject(new Error(`${name} did not say ${pattern} in ${withinMs} ms: ${tail()}`))
          const timer = setTimeout(() => settle(late), withinMs)
          listeners.add(look)
          look()
        }),
      end: async (withinMs) => {
        if (isOver(child)) return
        const exit = once(child, 'exit')
        const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
        child.kill('SIGTERM')
        await exit
        clearTimeout(timer)
      },
      crash: async () => {
        if (isOver(child)) return
        const exit = once(child, 'exit')
        child.kill('SIGKILL')
        await exit
      },
    }
    running.add(self)
    return self
  }

  return {
    run,
    endAll: async () => {
      await Promise.all([...running].map((one) => one.end(5_000)))
      await endMarked(folder, [reaper.pid ?? 0])
      const isGone = isOver(reaper) ? Promise.resolve() : once(reaper, 'exit')
      reaper.ref()
      reaper.stdin?.end('done\n')
      await isGone
    },
  }
}
