import { expect, test } from 'vitest'
import { rehearsalLabels as labels } from '../../shared/domain/labels.ts'
import { askedBy, firstDraft } from './draft.ts'

const between = (from: string, to: string) => askedBy({ ...firstDraft, kind: 'between', from, to })

test('a window has two different times', () => {
  expect(between('22:00', '02:00')).toMatchObject({ ok: true, time: { from: '22:00', to: '02:00' } })
  expect(between('04:00', '04:00')).toMatchObject({ ok: false, sentence: labels.windowFault })
  expect(between('04:00', '')).toMatchObject({ ok: false, sentence: labels.timeFault })
  expect(between('', '')).toMatchObject({ ok: false, sentence: labels.timeFault })
})

test('two times that were exchanged are named with the limit, not a window in office hours', () => {
  expect(between('18:00', '06:00')).toMatchObject({ ok: true })
  expect(between('04:00', '02:00')).toMatchObject({
    ok: false,
    field: 'time',
    sentence: 'From 04:00 to 02:00 is 22 h: a window lasts 12 h at most.',
  })
})
