import { expect, test } from 'vitest'
import { rehearsalLabels as labels } from '../../shared/domain/labels.ts'
import { askedBy, firstDraft } from './draft.ts'

const between = (from: string, to: string) => askedBy({ ...firstDraft, kind: 'between', from, to })

test('a window has two different times', () => {
  expect(between('22:00', '02:00')).toMatchObject({ ok: true, time: { from: '22:00', to: '02:00' } })
  expect(between('04:00', '04:00')).toMatchObject({ ok: false, sentence: labels.windowFault })
  expect(between('', '')).toMatchObject({ ok: false, sentence: labels.timeFault })
})
