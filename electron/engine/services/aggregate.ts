import type { ServiceValue } from '../../../shared/contract/status.ts'

/** Several services in one row: the worst counts. */

export interface Seen {
  readonly id: string
  readonly value: ServiceValue
  readonly ageMs: number
  readonly detail: string
  readonly asked: 'runs' | 'ready'
}
export type Row = Omit<Seen, 'id'>

/** A row no service is configured for: not green, for nothing was looked at, and nothing is asked of it. */
export const notConfigured: Row = { value: 'notConfigured', ageMs: 0, detail: 'notConfigured', asked: 'runs' }

const MAX_DETAIL = 512
const worstFirst: readonly ServiceValue[] = ['down', 'unknown', 'up']

const detailOf = (value: ServiceValue, those: readonly Seen[]): string =>
  value === 'up'
    ? (those.find(({ detail }) => detail !== '')?.detail ?? '')
    : those.map(({ id, detail }) => (detail === '' ? id : `${id}: ${detail}`)).join('; ')

/** The age is that of the oldest look the row's value rests on. */
export const aggregate = (seen: readonly Seen[]): Row => {
  const value = worstFirst.find((one) => seen.some((service) => service.value === one))
  if (value === undefined) return notConfigured
  const those = seen.filter((service) => service.value === value)
  return {
    value,
    ageMs: Math.max(...those.map(({ ageMs }) => ageMs)),
    detail: detailOf(value, those).slice(0, MAX_DETAIL),
    asked: those.every(({ asked }) => asked === 'ready') ? 'ready' : 'runs',
  }
}
