import { type RehearsalTime, type ShownRehearsal, USUAL_HOLD_MS } from '../../shared/contract/rehearsal.ts'
import type { Status } from '../../shared/contract/status.ts'
import {
  liveRehearsalWords,
  rehearsalFaults,
  rehearsalRows,
  rehearsalStepWords,
} from '../../shared/domain/labels.ts'
import type { ServiceClient } from '../engine/admin/service-client.ts'
import { type Command, finish, newRequestId } from './command.ts'
import type { ExitCode } from './console.ts'
import { type HeldLines, holdLines } from './held-lines.ts'
import type { Choices } from './options.ts'

/** `rehearse`: control goes to the other server and back, now or in a window, and what that came to. */

const timeOf = ({ at, between }: Choices): RehearsalTime => {
  if (at !== undefined) return { kind: 'at', at }
  return between === undefined ? { kind: 'now' } : { kind: 'between', ...between }
}

const WIDTH = 28
const resultLines = (shown: ShownRehearsal): string[] => [
  ...rehearsalRows(shown).map(({ label, value }) => `${label.padEnd(WIDTH)}${value}`),
  ...rehearsalFaults(shown).map((fault) => `  - ${fault}`),
]

const results: Command = async (service, { json }, console) => {
  const { rehearsals } = await service.call('rehearsals', {})
  if (json) console.out(JSON.stringify(rehearsals, null, 2))
  else if (rehearsals.length === 0) console.out('No rehearsal has been made.')
  else for (const shown of rehearsals) for (const line of [...resultLines(shown), '']) console.out(line)
  return 0
}

/** Resolves with the first result that was not there before; null: the connection was lost. */
const watch = (
  service: ServiceClient,
  before: ShownRehearsal | null,
  lines: HeldLines,
): Promise<ShownRehearsal | null> => {
  let said = ''
  return new Promise((resolve) => {
    service.onStatus(({ rehearsal: { live, last } }: Status) => {
      const step = live === null ? '' : rehearsalStepWords(live)
      if (step !== said && step !== '') lines.out(`  ${step}`)
      said = step
      if (last !== null && last.requestId !== before?.requestId) resolve(last)
    })
    void service.closed.then(() => resolve(null))
  })
}

const GOES_ON =
  'No longer waiting: the rehearsal goes on. "redundancy status" shows it, "redundancy rehearse --cancel" ends it.'

const begin: Command = async (service, choices, console): Promise<ExitCode> => {
  const before = (await service.call('status', {})).rehearsal.last
  const lines = holdLines(console)
  const end = choices.wait ? watch(service, before, lines) : null
  const outcome = await service.call('rehearse', {
    requestId: newRequestId(),
    time: timeOf(choices),
    holdMs: choices.holdMs ?? USUAL_HOLD_MS,
  })
  const waited = outcome.ok && end !== null ? console.waitFor(end, GOES_ON) : null
  const code = finish('The rehearsal was refused', outcome, 'The rehearsal is accepted.', console)
  if (code !== 0) return code
  if (waited === null) {
    const { live } = (await service.call('status', {})).rehearsal
    if (live !== null) console.out(liveRehearsalWords(live))
    return 0
  }
  lines.release()
  const result = await waited
  if (result === null) {
    console.err('redundancy: The connection was lost; look at "redundancy rehearse results" for the outcome.')
    return 1
  }
  for (const line of resultLines(result)) console.out(line)
  return result.failure === null ? 0 : 1
}

const cancel: Command = async (service, _, console) =>
  finish(
    'Nothing was cancelled',
    await service.call('cancelRehearsal', { requestId: newRequestId() }),
    'The rehearsal is cancelled; control goes back if it was away.',
    console,
  )

export const rehearse: Command = (service, choices, console) => {
  if (choices.word === 'results') return results(service, choices, console)
  return choices.cancel ? cancel(service, choices, console) : begin(service, choices, console)
}
