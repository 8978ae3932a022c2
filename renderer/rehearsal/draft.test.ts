import { expect, it } from 'vitest'
import { askedBy, firstDraft } from './draft.ts'

it('asks for now and half a minute at first', () => {
  expect(askedBy(firstDraft)).toEqual({ ok: true, time: { kind: 'now' }, holdMs: 30_000 })
})

it('asks for a time or a window as it was typed', () => {
  expect(askedBy({ ...firstDraft, kind: 'at', at: '23:15' })).toMatchObject({
    time: { kind: 'at', at: '23:15' },
  })
  expect(askedBy({ ...firstDraft, kind: 'between', from: '23:00', to: '01:00' })).toMatchObject({
    time: { kind: 'between', from: '23:00', to: '01:00' },
  })
})

it.each([
  [{ kind: 'at', at: '' }, 'time'],
  [{ kind: 'between', to: '' }, 'time'],
  [{ holdSeconds: '' }, 'hold'],
  [{ holdSeconds: '4' }, 'hold'],
  [{ holdSeconds: '3601' }, 'hold'],
  [{ holdSeconds: 'abc' }, 'hold'],
] as const)('%o is named at its field', (part, field) => {
  expect(askedBy({ ...firstDraft, ...part })).toMatchObject({ ok: false, field })
})

it('what is not asked for is not judged', () => {
  expect(askedBy({ ...firstDraft, at: '' })).toMatchObject({ ok: true })
})
