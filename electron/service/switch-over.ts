import type { Outcome } from '../../shared/contract/contract.ts'
import type { Status, SwitchOverProgress } from '../../shared/contract/status.ts'
import {
  formatDuration,
  ruleLine,
  stepStateWords,
  stepWords,
  switchOverWords,
} from '../../shared/domain/labels.ts'
import type { ServiceClient } from '../engine/admin/service-client.ts'
import { type Command, finish, newRequestId } from './command.ts'
import type { Console, ExitCode } from './console.ts'
import { type HeldLines, holdLines } from './held-lines.ts'

/** `switch-over [--wait]`: the button Manual Switch Over. */

/**
 * What tells one switch-over from another. The elapsed time goes on until the end and stands still then:
 * two that were rolled back at the same step differ in nothing else.
 */
const identity = (progress: SwitchOverProgress | null): string => {
  if (progress === null) return ''
  const { to, outcome, steps, elapsedMs } = progress
  return JSON.stringify([to, outcome, steps, outcome === null ? null : elapsedMs])
}

type End = SwitchOverProgress | 'connectionLost'

/** Resolves with the end of the first switch-over that is not the one shown before. */
const watch = (service: ServiceClient, before: SwitchOverProgress | null, lines: HeldLines): Promise<End> => {
  const said = new Set<string>()
  const old = identity(before)
  return new Promise((resolve) => {
    service.onStatus(({ switchOver }: Status) => {
      if (switchOver === null || identity(switchOver) === old) return
      for (const { step, state, tookMs } of switchOver.steps) {
        if (state !== 'done' && state !== 'failed') continue
        const took = tookMs === null ? '' : `, ${formatDuration(tookMs)}`
        const line = `  ${stepStateWords(state)}: ${stepWords(step)}${took}`
        if (said.has(step)) continue
        said.add(step)
        lines.out(line)
      }
      if (switchOver.outcome !== null) resolve(switchOver)
    })
    void service.closed.then(() => resolve('connectionLost'))
  })
}

export const switchOver: Command = (service, { wait }, console) =>
  beginAndWatch(service, { wait, refused: 'Manual Switch Over was refused' }, console, () =>
    service.call('switchOver', { requestId: newRequestId() }),
  )

const GOES_ON =
  'No longer waiting: the switch-over goes on. "redundancy status" shows it and what came of it.'

/** Begins a change of control; with `wait` its steps are shown, and the exit code says how it ended. */
export const beginAndWatch = async (
  service: ServiceClient,
  { wait, refused }: { readonly wait: boolean; readonly refused: string },
  console: Console,
  begin: () => Promise<Outcome>,
): Promise<ExitCode> => {
  const before = (await service.call('status', {})).switchOver
  const lines = holdLines(console)
  const end = wait ? watch(service, before, lines) : null
  const outcome = await begin()
  const waited = outcome.ok && end !== null ? console.waitFor(end, GOES_ON) : null
  const code = finish(refused, outcome, 'The switch-over has begun.', console)
  if (waited === null) return code
  lines.release()
  const progress = await waited
  if (progress === 'connectionLost') {
    console.err(
      'redundancy: The connection to the service was lost; look at "redundancy status" for the outcome.',
    )
    return 1
  }
  if (progress.outcome === 'done') {
    console.out(`${switchOverWords(progress)} It took ${formatDuration(progress.elapsedMs)}.`)
    return 0
  }
  console.err(switchOverWords(progress))
  for (const rule of progress.failed) console.err(`  - ${ruleLine(rule)}`)
  return 1
}
