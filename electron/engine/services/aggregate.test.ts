import { expect, it } from 'vitest'
import { aggregate, notConfigured, type Seen } from './aggregate.ts'

const seen = (id: string, value: Seen['value'], ageMs: number, detail = ''): Seen => ({
  id,
  value,
  ageMs,
  detail,
})

it('Down outweighs Unknown outweighs Up', () => {
  const rows = [
    seen('a', 'up', 1),
    seen('b', 'unknown', 2, 'not looked at yet'),
    seen('c', 'down', 3, 'refused'),
  ]
  expect(aggregate(rows)).toEqual({ value: 'down', ageMs: 3, detail: 'c: refused' })
  expect(aggregate(rows.slice(0, 2))).toEqual({ value: 'unknown', ageMs: 2, detail: 'b: not looked at yet' })
  expect(aggregate(rows.slice(0, 1))).toEqual({ value: 'up', ageMs: 1, detail: '' })
})

it('is as old as the oldest look it rests on, and names every culprit', () => {
  expect(aggregate([seen('a', 'up', 10), seen('b', 'up', 700, 'ready')])).toEqual({
    value: 'up',
    ageMs: 700,
    detail: 'ready',
  })
  const both = aggregate([seen('a', 'down', 5, 'x'), seen('b', 'down', 9, 'y'), seen('c', 'up', 99)])
  expect(both).toEqual({ value: 'down', ageMs: 9, detail: 'a: x; b: y' })
})

it('holds nothing back when no service is configured', () => {
  expect(aggregate([])).toEqual(notConfigured)
  expect(notConfigured).toMatchObject({ value: 'up', detail: 'notConfigured' })
})

it('fits into the report', () => {
  expect(aggregate([seen('a', 'down', 0, 'x'.repeat(9_999))]).detail).toHaveLength(512)
})
