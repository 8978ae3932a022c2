import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { root } from '../entries.ts'

/** Programs this search starts, and how it speaks. */

export type Say = (line: string) => void
export const aloud: Say = (line) => console.error(line)

/** A download that is silent for so long is given up. */
export const silenceSeconds = 20

const start = promisify(execFile)

/** Runs to its end or its limit; a failure is a short text, for a sentence. */
export const run = async (
  command: string,
  args: readonly string[],
  options: { seconds: number; cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<{ ok: true; output: string } | { ok: false; why: string }> => {
  try {
    const { stdout } = await start(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      timeout: options.seconds * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: 64 << 20,
    })
    return { ok: true, output: stdout }
  } catch (error) {
    if (!(error instanceof Error)) return { ok: false, why: String(error) }
    if ('killed' in error && error.killed === true)
      return { ok: false, why: `no end within ${options.seconds} s` }
    const lines = ('stderr' in error ? String(error.stderr) : '').split('\n').map((line) => line.trim())
    const telling = lines.find((line) => /^(E:|ERROR|Error|TypeError)/.test(line)) ?? lines.find(Boolean)
    return {
      ok: false,
      why: (telling ?? error.message.split('\n')[0] ?? '').replace(/^(E|ERROR|Error): |[.\s]+$/g, ''),
    }
  }
}
