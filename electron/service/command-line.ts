import type { StartEngine } from '../engine/admin/engine-handle.ts'
import { DEFAULT_DATA_FOLDER } from '../engine/store/data-folder.ts'
import { commands } from './commands.ts'
import type { Console, ExitCode } from './console.ts'
import { helpOf, helpText } from './help.ts'
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

const isHelp = (word: string | undefined): boolean => word === '--help' || word === '-h'

/** The command that is to be explained instead of run; empty: all of them. */
const explained = (name: string, rest: readonly string[]): string | null => {
  if (name !== 'help' && !isHelp(name)) return rest.some(isHelp) ? name : null
  const [first] = rest
  return first === undefined || first.startsWith('-') ? '' : first
}

/** Runs one command; `argv` without the program's own two words. */
export const runCommandLine = async (
  argv: readonly string[],
  console: Console,
  program: Program,
): Promise<ExitCode> => {
  const [name = 'help', ...rest] = argv
  const asked = explained(name, rest)
  const help = asked === null ? null : asked === '' ? helpText : helpOf(asked)
  if (help !== null) {
    console.out(help)
    return 0
  }
  const read = readChoices(asked ?? name, rest)
  if (!read.ok) {
    console.err(`redundancy: ${read.message}`)
    return 2
  }
  if (name === 'serve') return serve(dataFolder(read.choices), read.choices, console, program)
  const command = commands[name]
  if (command === undefined) throw new Error(`The command ${name} has options but nothing that runs it.`)
  return withService(dataFolder(read.choices), console, (service) => command(service, read.choices, console))
}
