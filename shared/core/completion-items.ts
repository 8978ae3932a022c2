import { type CompletionItem, completionItems } from '../contract/status.ts'
import type { Role } from '../domain/roles.ts'
import { lineFactsOf } from './facts.ts'
import { isLineAnswering } from './rules/line-answers.ts'
import type { Reported, State } from './state.ts'

/** What the servers can see of the completion list by themselves, as it is now. */

type Item = CompletionItem['item']

/** The four calls, which a person makes and ticks. */
export const handTicked: readonly Item[] = [
  'incomingCall',
  'outgoingCall',
  'extensionToExtension',
  'voiceMailAccess',
]
export const checkedItems = completionItems.filter((item) => !handTicked.includes(item))

/** Reports come once a second. */
const REPORT_FRESH_MS = 4_000

const plain = { byHand: false, done: null, total: null, names: [] }
const stateOf = (isDone: boolean): CompletionItem['state'] => (isDone ? 'done' : 'open')

const fresh = (reported: Reported | null, now: number): Reported['report'] | null =>
  reported === null || now - reported.at > REPORT_FRESH_MS ? null : reported.report

/** "Could start", said by the standby it was a moment ago, is not "runs". */
const servicesState = (report: Reported['report'] | null): CompletionItem['state'] => {
  if (report === null) return 'open'
  const configured = [report.switching, report.ipPhone].filter(({ value }) => value !== 'notConfigured')
  if (configured.length === 0) return 'notConfigured'
  const isUp = ({ value, ageMs, asked }: (typeof configured)[number]): boolean =>
    value === 'up' && asked === 'runs' && ageMs <= REPORT_FRESH_MS
  return stateOf(configured.every(isUp))
}

/** One of the items the servers check themselves. */
export const checkItem = (item: Item, s: State, now: number, active: Role): CompletionItem => {
  const isOwn = active === s.role
  const report = fresh(isOwn ? s.own : s.theirs, now)
  switch (item) {
    case 'servicesUp':
      return { ...plain, item, state: servicesState(report) }
    case 'linesOnRightSide': {
      const line = lineFactsOf(s, now)
      const isRead =
        isLineAnswering({ line, timing: s.timing }) && line.position === (active === 'primary' ? 'A' : 'B')
      return { ...plain, item, state: s.hasArbiter ? stateOf(isRead) : 'notConfigured' }
    }
    case 'phonesHome': {
      const phones = report === null ? 'unknown' : report.phones
      if (phones === null) return { ...plain, item, state: 'notConfigured' }
      if (phones === 'unknown') return { ...plain, item, state: 'open' }
      const away = phones.expected.filter((name) => !phones.registered.includes(name))
      const total = phones.expected.length
      const done = total - away.length
      return { ...plain, item, state: stateOf(away.length === 0), done, total, names: away.slice(0, 100) }
    }
    default: {
      const standby = fresh(isOwn ? s.theirs : s.own, now)
      return { ...plain, item, state: stateOf(standby?.replication.state === 'destinationUpdated') }
    }
  }
}
