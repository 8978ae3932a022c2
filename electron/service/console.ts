/** Where a command writes, and what it reads: the process, or a test. */
export interface Console {
  out(line: string): void
  err(line: string): void
  /** All of standard input, or null when it is a terminal. */
  readInput(): Promise<string | null>
}

/** 0 done, 1 refused or fault, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2

const readAll = async (): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

export const processConsole: Console = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  readInput: () => (process.stdin.isTTY ? Promise.resolve(null) : readAll()),
}
