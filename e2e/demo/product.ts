import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Status } from '../../shared/contract/status.ts'

/** How the product is started and asked: the command lines an administrator types, in one place. */

export const projectFolder = path.resolve(import.meta.dirname, '../..')
export const serviceProgram = path.join(projectFolder, 'out/main/service.cjs')

/** Null when it is built, else one sentence. */
export const builtFault = (): string | null =>
  fs.existsSync(serviceProgram)
    ? null
    : `The product is not built yet (${path.relative(projectFolder, serviceProgram)} is missing): run "npm run build".`

export const serveArgv = (data: string, address: string, port: number): string[] => [
  ...[process.execPath, serviceProgram, 'serve'],
  ...['--data', data, '--address', address, '--port', String(port)],
]

/** What `serve` prints when it answers: a link that logs one browser on, once. */
export const oneTimeLink = /https?:\/\/\S+/

export interface EnableChoice {
  readonly role: 'primary' | 'secondary'
  readonly primaryAddress: string
  readonly secondaryAddress: string
  readonly lineSwitchAddress: string
  readonly keyFile: string
}

export const enableArguments = (choice: EnableChoice): string[] => [
  'enable',
  ...['--role', choice.role],
  ...['--primary', choice.primaryAddress],
  ...['--secondary', choice.secondaryAddress],
  ...['--line-switch', choice.lineSwitchAddress],
  ...['--key-file', choice.keyFile],
]

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const COMMAND_LIMIT_MS = 60_000

/** Runs one command of the product against the server whose data folder is given. Never rejects. */
export const runCommand = (
  data: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const [command = '', ...rest] = args
    const argv = [serviceProgram, command, '--data', data, ...rest]
    const options = { timeout: COMMAND_LIMIT_MS, maxBuffer: 64 << 20, env }
    execFile(process.execPath, argv, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({
        code,
        stdout,
        stderr: error?.killed ? `${stderr}(no end in ${COMMAND_LIMIT_MS} ms)` : stderr,
      })
    })
  })

/** The product's own picture, or null while it cannot be asked. */
export const parseStatus = (result: CommandResult): Status | null => {
  try {
    return result.code === 0 ? (JSON.parse(result.stdout) as Status) : null
  } catch {
    return null
  }
}
