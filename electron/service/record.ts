import {
  everyRecord,
  MOST_RECORD_ENTRIES,
  type RecordFilter,
  type RecordPage,
  type ShownEntry,
} from '../../shared/contract/record.ts'
import { replay } from '../../shared/core/replay.ts'
import { decisionWords, formatFullMoment, judgedWords, recordLines } from '../../shared/domain/labels.ts'
import type { ServiceClient } from '../engine/admin/service-client.ts'
import { causeOf, errorCode } from '../engine/store/fault.ts'
import type { Command } from './command.ts'
import type { Console, ExitCode } from './console.ts'
import { createNewFile } from './new-file.ts'
import type { Choices } from './options.ts'

/** The decision record on the command line: searched, written to a file, judged again. */

const USUAL_LIMIT = 20

/** Every decision that is asked for, the newest first; damaged lines are named on the way. */
async function* entriesOf(
  service: ServiceClient,
  filter: RecordFilter,
  console: Console,
): AsyncGenerator<ShownEntry> {
  let after: string | null = null
  do {
    const page: RecordPage = await service.call('record', { filter, limit: MOST_RECORD_ENTRIES, after })
    for (const sentence of page.damaged) console.err(`redundancy: ${sentence}`)
    yield* page.entries
    after = page.next
  } while (after !== null)
}

const filterOf = ({ from, to, act, outcome, person, text }: Choices): RecordFilter => ({
  ...everyRecord,
  ...Object.fromEntries(
    Object.entries({ from, to, act, outcome, person, text }).filter(([, value]) => value !== undefined),
  ),
})

/** An entry as a line of JSON, as the record has it, or as a paragraph. */
const linesOf = ({ offsetMinutes, ...entry }: ShownEntry, { json }: Choices): string[] =>
  json ? [JSON.stringify(entry)] : [...recordLines(entry, offsetMinutes), '']

const write = async (
  service: ServiceClient,
  choices: Choices,
  console: Console,
  put: (line: string) => void,
): Promise<number> => {
  const most = choices.limit ?? (choices.out === undefined ? USUAL_LIMIT : Number.POSITIVE_INFINITY)
  let count = 0
  for await (const entry of entriesOf(service, filterOf(choices), console)) {
    for (const line of linesOf(entry, choices)) put(line)
    count += 1
    if (count >= most) break
  }
  return count
}

const list: Command = async (service, choices, console) => {
  const count = await write(service, choices, console, console.out)
  if (count === 0 && !choices.json) console.out('The decision record has no such entries.')
  return 0
}

/** Into a new file: what is there already is somebody's. */
const exportTo = async (
  file: string,
  service: ServiceClient,
  choices: Choices,
  console: Console,
): Promise<ExitCode> => {
  const created = createNewFile(file)
  if (!created.ok) {
    console.err(`redundancy: ${created.message}`)
    return 1
  }
  const { newFile } = created
  try {
    const count = await write(service, choices, console, newFile.put)
    newFile.keep()
    console.out(`${count} decisions were written to ${file}.`)
    return 0
  } catch (error) {
    newFile.drop()
    if (errorCode(error) === null) throw error
    console.err(`redundancy: ${file} could not be written: ${causeOf(error)}. Nothing is left of it.`)
    return 1
  }
}

const verify: Command = async (service, _, console) => {
  const counts = { same: 0, notJudged: 0, notComparable: 0, differs: 0 }
  for await (const entry of entriesOf(service, everyRecord, console)) {
    const replayed = replay(entry)
    counts[replayed.outcome] += 1
    if (replayed.outcome !== 'differs') continue
    const version = entry.version === '' ? '' : `, judged by version ${entry.version}`
    console.out(`${formatFullMoment(entry.wallMs, entry.offsetMinutes)}  ${decisionWords(entry)}${version}:`)
    for (const { recorded, again } of replayed.rules) {
      console.out(`    recorded: ${judgedWords(recorded)}`)
      console.out(`    again:    ${judgedWords(again)}`)
    }
  }
  console.out(
    `${counts.same} decisions come out as they were recorded, ${counts.differs} differently; ` +
      `${counts.notJudged} had nothing to judge, ${counts.notComparable} were recorded by another version ` +
      'without the facts of this one.',
  )
  return counts.differs === 0 ? 0 : 1
}

export const record: Command = (service, choices, console) => {
  if (choices.word === 'verify') return verify(service, choices, console)
  if (choices.out !== undefined) return exportTo(choices.out, service, choices, console)
  return list(service, choices, console)
}
