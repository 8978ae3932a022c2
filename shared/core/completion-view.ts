import { type CompletionItem, completionItems, type Status, type SystemView } from '../contract/status.ts'
import { otherRole, type Role } from '../domain/roles.ts'
import { handTicked } from './completion.ts'
import type { State } from './state.ts'
import { lineAnswers } from './take-over-rules.ts'

/** The completion list: the change of control is complete when all of it is true, never earlier. */
export const completionView = (
  s: State,
  now: number,
  active: Status['activeSystem'],
  systems: Record<Role, SystemView>,
): Status['completion'] => {
  if (s.completion === null || active === 'unknown') return null
  const { ticked } = s.completion
  const reported = active === s.role ? s.own : s.theirs
  const phones = reported === null || now - reported.at > 4_000 ? null : reported.report.phones
  const system = systems[active]
  const side = active === 'primary' ? 'A' : 'B'
  const state = (isDone: boolean): CompletionItem['state'] => (isDone ? 'done' : 'open')
  const plain = { byHand: false, done: null, total: null, names: [] }
  const items = completionItems.map((item): CompletionItem => {
    if (handTicked.includes(item))
      return { ...plain, item, state: state(ticked.includes(item)), byHand: true }
    switch (item) {
      case 'servicesUp': {
        const rows = [system.switchingService, system.ipPhoneService].map(({ value }) => value)
        const configured = rows.filter((value) => value !== 'notConfigured')
        if (configured.length === 0) return { ...plain, item, state: 'notConfigured' }
        return { ...plain, item, state: state(configured.every((value) => value === 'up')) }
      }
      case 'linesOnRightSide': {
        const isRead = lineAnswers(s, now) && s.reading?.position === side
        return { ...plain, item, state: s.hasArbiter ? state(isRead) : 'notConfigured' }
      }
      case 'phonesHome': {
        if (phones === null) return { ...plain, item, state: 'notConfigured' }
        const away = phones.expected.filter((name) => !phones.registered.includes(name))
        const done = phones.expected.length - away.length
        const total = phones.expected.length
        return { ...plain, item, state: state(away.length === 0), done, total, names: away.slice(0, 100) }
      }
      default: {
        const standby = systems[otherRole(active)]
        return { ...plain, item, state: state(standby.replication.state === 'destinationUpdated') }
      }
    }
  })
  return { of: active, complete: items.every((item) => item.state !== 'open'), items }
}
