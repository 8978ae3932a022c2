import { Interrupted, readHidden, readShown } from './prompts.ts'
import { print } from './standard-output.ts'

/** Where a command writes, and what it reads: the process, or a test. */
export interface Console {
  out(line: string): void
  err(line: string): void
  /** All of standard input; on a terminal one line after `prompt`, without showing it. Rejects `Interrupted`. */
  readSecret(prompt: string): Promise<string>
  /** One line typed on a terminal, as it is seen there; null where there is no terminal. Rejects `Interrupted`. */
  readTyped(prompt: string): Promise<string | null>
  /** Waits for what goes on without the command too: Ctrl-C ends the waiting with `sentence`, as `Interrupted`. */
  waitFor<Result>(end: Promise<Result>, sentence: string): Promise<Result>
}

/** 0 done, 1 refused or fault, 2 wrong usage, 130 ended by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130

const readAll = async (): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

const waitFor = async <Result>(end: Promise<Result>, sentence: string): Promise<Result> => {
  let interrupt = (): void => {}
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => reject(new Interrupted(sentence))
  })
  process.once('SIGINT', interrupt)
  try {
    return await Promise.race([end, interrupted])
  } finally {
    process.off('SIGINT', interrupt)
  }
}

export const processConsole: Console = {
  out: print,
  err: (line) => void process.stderr.write(`${line}\n`),
  readTyped: async (prompt) =>
    process.stdin.isTTY ? readShown(process.stdin, process.stderr, prompt) : null,
  readSecret: (prompt) =>
    process.stdin.isTTY ? readHidden(process.stdin, process.stderr, prompt) : readAll(),
  waitFor,
}
