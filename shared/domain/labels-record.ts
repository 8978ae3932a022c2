import { type RecordEntry, recordedView } from '../contract/record.ts'
import { asClause, formatDuration, formatFullMoment } from './labels-format.ts'
import { ruleSentence } from './labels-rules.ts'
import { settingChangeWords } from './labels-settings.ts'
import { actWords, recordOutcomeWords, triggerWords } from './labels-status.ts'
import { codeWords, reasonWords, systemWords, valueWords } from './labels-values.ts'
import type { LostLimit } from './lost-limit.ts'
import { switchOverReasons } from './reasons.ts'
import type { RuleResult } from './rules.ts'

/** A decision in words: what, who and why, then what was set otherwise or rule by rule, then what this server saw of both. */

const wordsOfReason = (reason: string): string => {
  const known = switchOverReasons.find((one) => one === reason)
  return known === undefined ? codeWords(reason) : reasonWords(known)
}

/** "Automatic take-over: Refused" */
export const decisionWords = ({ act, outcome }: Pick<RecordEntry, 'act' | 'outcome'>): string =>
  `${actWords(act)}: ${recordOutcomeWords(outcome)}`

/** "Person (root), Manual switch over, change no. 4" */
export const causeWords = ({ trigger, person, reason, epoch }: RecordEntry): string =>
  [
    person === '' ? triggerWords(trigger) : `${triggerWords(trigger)} (${person})`,
    ...(reason === '' ? [] : [wordsOfReason(reason)]),
    `change no. ${epoch}`,
  ].join(', ')

const ago = (ms: number | null): string => (ms === null ? 'never' : `${formatDuration(ms)} ago`)

const epochWords = (epoch: number): string => (epoch === 0 ? 'held nothing yet' : `held change no. ${epoch}`)

/** What this server knew of itself and of the other one; empty where that was not recorded. */
export const viewWords = ({ facts }: Pick<RecordEntry, 'facts'>): string[] => {
  const read = recordedView.safeParse(facts)
  if (!read.success) return []
  const { mode, services, durable, line, peer } = read.data
  const position =
    line.position === null ? 'not read' : `${valueWords.line(line.position)}, read ${ago(line.ageMs)}`
  const own = `This server: ${codeWords(mode)}, services ${codeWords(services).toLowerCase()}, ${epochWords(durable.held?.epoch ?? 0)}. A/B switch: ${position}.`
  const said =
    peer.heartbeat === null
      ? epochWords(durable.peerHeld.epoch)
      : `${peer.heartbeat.holds ? 'in control' : 'not in control'}, ${epochWords(peer.heartbeat.heldEpoch)}`
  const link = peer.isLinked ? 'connected' : 'not connected'
  return [own, `The other server: ${link}, heard ${ago(peer.silentMs)}, ${said}.`]
}

/** In one line, with the rules that failed: for a log. */
export const recordSummary = (entry: RecordEntry): string =>
  [
    `${decisionWords(entry)}. ${causeWords(entry)}.`,
    ...entry.rules.filter(({ holds }) => !holds).map((rule) => `${ruleSentence(rule)}`),
  ].join(' ')

/** "FAILS  The two servers are connected: is No, must be Yes. ..." */
export const judgedWords = (rule: RuleResult | null): string =>
  rule === null ? 'nothing' : `${rule.holds ? 'holds' : 'FAILS'}  ${asClause(ruleSentence(rule))}.`

/** The whole decision, one line each; `offsetMinutes` east of UTC. */
export const recordLines = (entry: RecordEntry, offsetMinutes: number): string[] => [
  `${formatFullMoment(entry.wallMs, offsetMinutes)}  ${systemWords(entry.server)}: ${decisionWords(entry)}. ${causeWords(entry)}.`,
  ...entry.changes.map((change) => `    ${settingChangeWords(change)}.`),
  ...entry.rules.map((rule) => `    ${judgedWords(rule)}`),
  ...viewWords(entry).map((line) => `    ${line}`),
  ...(entry.requestId === '' ? [] : [`    ${recordWindowLabels.request(entry.requestId)}`]),
]

/** What the silences teach; empty when they teach nothing. */
export const lostLimitSentence = (limit: LostLimit | null): string => {
  if (limit === null) return ''
  const { silences, longestMs, limitMs, suggestedMs } = limit
  const seen = `${silences === 1 ? 'One silence' : `${silences} silences`} of the active system ended without help in the last 90 days, the longest after ${formatDuration(longestMs)}.`
  return suggestedMs > limitMs
    ? `${seen} With automatic take-over on, control would have moved for nothing: set declareLostMs in site.json to ${suggestedMs} (it is ${limitMs}) on both servers.`
    : `${seen} The limit of ${formatDuration(limitMs)} waits longer than that.`
}

/** The window "Decision Record". */
export const recordWindowLabels = {
  title: 'Decision Record',
  from: '&From:',
  to: '&To:',
  act: '&About:',
  outcome: '&Outcome:',
  person: '&Person:',
  text: '&Words:',
  any: 'All',
  filters: 'What is looked for',
  search: '&Search',
  list: '&Decisions, the newest first:',
  older: '&Read Older Ones',
  reading: 'Reading...',
  count: (count: number, areMore: boolean): string =>
    `${count === 1 ? '1 decision' : `${count} decisions`}${areMore ? ', and older ones' : ''}`,
  nothing: 'There are no such decisions.',
  decision: 'The chosen decision',
  changes: 'What was changed',
  rules: 'What was judged',
  holds: 'Holds:',
  fails: 'Does not hold:',
  request: (id: string): string => `Request ${id}.`,
  exportText: 'Export as Te&xt',
  exportJson: 'Export as &JSON',
  close: '&Close',
  notRead: 'The decision record could not be read.',
  lesson: 'What would have happened with automatic take-over on',
  damaged: 'Some lines of the decision record cannot be read. They were passed over.',
} as const
