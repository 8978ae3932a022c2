import { type Program, runCommandLine } from './command-line.ts'
import { processConsole } from './console.ts'
import { endWithoutOutput, goOnWithoutOutput } from './standard-output.ts'

/** The command this process was started with, to its end. */
export const runProgram = async (program: Program): Promise<void> => {
  const words = process.argv.slice(2)
  if (words[0] === 'serve') goOnWithoutOutput()
  else endWithoutOutput()
  const code = await runCommandLine(words, processConsole, program)
  process.exitCode = code
  // What still runs (a worker, a timer) must not keep the program; output goes first.
  process.stdout.write('', () => process.exit(code))
}
