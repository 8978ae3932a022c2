import readline from 'node:readline'

/** Where a command writes, and what it reads: the process, or a test. */
export interface Console {
  out(line: string): void
  err(line: string): void
  /** All of standard input; on a terminal one line after `prompt`, without showing it. */
  readSecret(prompt: string): Promise<string>
  /** One line typed on a terminal, as it is seen there; null where there is no terminal. */
  readTyped(prompt: string): Promise<string | null>
}

/** 0 done, 1 refused or fault, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2

const readAll = async (): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

/** Raw mode, so that the terminal shows nothing of what is typed; Ctrl-C and Ctrl-D end it. */
const readHidden = (prompt: string): Promise<string> =>
  new Promise((resolve) => {
    const { stdin, stderr } = process
    let typed = ''
    const end = (line: string): void => {
      stdin.off('data', take)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
      resolve(line)
    }
    const take = (text: string): void => {
      for (const character of text) {
        const isEnd = character === '\r' || character === '\n' || character === '\u0004'
        if (isEnd || character === '\u0003') {
          end(isEnd ? typed : '')
          return
        }
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character
      }
    }
    stderr.write(prompt)
    stdin.setRawMode(true)
    stdin.setEncoding('utf8')
    stdin.on('data', take)
    stdin.resume()
  })

const readShown = (prompt: string): Promise<string> =>
  new Promise((resolve) => {
    const lines = readline.createInterface({ input: process.stdin, output: process.stderr })
    let typed = ''
    lines.question(prompt, (line) => {
      typed = line
      lines.close()
    })
    // Ctrl-C and Ctrl-D end it without an answer.
    lines.on('close', () => resolve(typed))
  })

export const processConsole: Console = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  readTyped: async (prompt) => (process.stdin.isTTY ? readShown(prompt) : null),
  readSecret: (prompt) => (process.stdin.isTTY ? readHidden(prompt) : readAll()),
}
