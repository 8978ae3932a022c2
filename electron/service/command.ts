import { randomBytes } from 'node:crypto'
import type { Outcome } from '../../shared/contract/contract.ts'
import type { ServiceClient } from '../engine/admin/service-client.ts'
import type { Console, ExitCode } from './console.ts'
import type { Choices } from './options.ts'
import { refusalLines } from './refusal-text.ts'

/** What every command of a running service has in common. */
export type Command = (service: ServiceClient, choices: Choices, console: Console) => Promise<ExitCode>

export const newRequestId = (): string => randomBytes(12).toString('hex')

/** Says what became of a command: `done`, or what was refused, item by item. */
export const finish = (what: string, outcome: Outcome, done: string, console: Console): ExitCode => {
  if (outcome.ok) {
    console.out(done)
    return 0
  }
  for (const line of refusalLines(what, outcome)) console.err(line)
  return 1
}

/** The sentence typed on a terminal, or given; null, with what to do, where neither can be. */
export const readConsent = async (
  sentence: string,
  given: string | undefined,
  console: Console,
): Promise<string | null> => {
  const typed = given ?? (await console.readTyped(`\nType "${sentence}" to confirm: `))
  if (typed === null) console.err(`redundancy: Nothing was done. Without a terminal: --consent "${sentence}"`)
  return typed
}
