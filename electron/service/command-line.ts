import type { StartEngine } from '../engine/admin/engine-handle.ts'
import { DEFAULT_DATA_FOLDER } from '../engine/store/data-folder.ts'
import { commands } from './commands.ts'
import type { Console, ExitCode } from './console.ts'
import { helpText } from './help.ts'
import { type Choices, readChoices } from './options.ts'
import { serve } from './serve.ts'
import { withService } from './with-service.ts'

/** What the program around it provides. */
export interface Program {
  readonly startEngine: StartEngine
  /** The folder of the built renderer. */
  readonly renderer: string
}

const dataFolder = (choices: Choices): string => choices.data ?? DEFAULT_DATA_FOLDER

/** Runs one command; `argv` without the program's own two words. */
export const runCommandLine = async (
  argv: readonly string[],
  console: Console,
  program: Program,
): Promise<ExitCode> => {
  const [name = 'help', ...rest] = argv
  if (
    name === 'help' ||
    name === '--help' ||
    name === '-h' ||
    rest.includes('--help') ||
    rest.includes('-h')
  ) {
    console.out(helpText)
    return 0
  }
  const read = readChoices(name, rest)
  if (!read.ok) {
    console.err(`redundancy: ${read.message}`)
    return 2
  }
  if (name === 'serve') return serve(dataFolder(read.choices), read.choices, console, program)
  const command = commands[name]
  if (command === undefined) throw new Error(`The command ${name} has options but nothing that runs it.`)
  return withService(dataFolder(read.choices), console, (service) => command(service, read.choices, console))
}
