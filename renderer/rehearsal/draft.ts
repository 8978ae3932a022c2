import {
  holdLength,
  isNoWindow,
  LEAST_HOLD_MS,
  MOST_HOLD_MS,
  type RehearsalTime,
  USUAL_HOLD_MS,
} from '../../shared/contract/rehearsal.ts'
import { askedRehearsalTime, isLongWindow } from '../../shared/contract/rehearsal-window.ts'
import { rehearsalLabels as labels } from '../../shared/domain/labels.ts'

/** What a person is about to ask for; times as the fields have them. */
export interface Draft {
  readonly kind: RehearsalTime['kind']
  readonly at: string
  readonly from: string
  readonly to: string
  readonly holdSeconds: string
}

export const firstDraft: Draft = {
  kind: 'now',
  at: '02:00',
  from: '02:00',
  to: '04:00',
  holdSeconds: String(USUAL_HOLD_MS / 1_000),
}

export type Asked =
  | { readonly ok: true; readonly time: RehearsalTime; readonly holdMs: number }
  | { readonly ok: false; readonly field: 'time' | 'hold'; readonly sentence: string }

const timeIn = ({ kind, at, from, to }: Draft): unknown => {
  if (kind === 'now') return { kind }
  return kind === 'at' ? { kind, at } : { kind, from, to }
}

/** An empty field is a time that is not typed yet, whatever the other one says. */
const timeFault = (draft: Draft): string => {
  if (draft.kind !== 'between' || draft.from === '' || draft.to === '') return labels.timeFault
  if (isNoWindow(draft)) return labels.windowFault
  return isLongWindow(draft) ? labels.windowTooLong(draft) : labels.timeFault
}

export const askedBy = (draft: Draft): Asked => {
  const time = askedRehearsalTime.safeParse(timeIn(draft))
  if (!time.success) {
    return { ok: false, field: 'time', sentence: timeFault(draft) }
  }
  const hold = holdLength.safeParse(Math.round(Number(draft.holdSeconds) * 1_000))
  if (!hold.success)
    return { ok: false, field: 'hold', sentence: labels.holdFault(LEAST_HOLD_MS, MOST_HOLD_MS) }
  return { ok: true, time: time.data, holdMs: hold.data }
}
