import { expect, it } from 'vitest'
import { aggregate, notConfigured, type Seen } from './aggregate.ts'

const seen = (id: string, value: Seen['value'], ageMs: number, detail = ''): Seen => ({
  id,
  value,
  ageMs,
  detail,
  asked: detail === 'not ready' ? 'ready' : 'runs',
})

it('Down outweighs Unknown outweighs Up', () => {
  const rows = [
    seen('a', 'up', 1),
    seen('b', 'unknown', 2, 'not looked at yet'),
    seen('c', 'down', 3, 'refused'),
  ]
  expect(aggregate(rows)).toMatchObject({ value: 'down', ageMs: 3, detail: 'c: refused' })
  expect(aggregate(rows.slice(0, 2))).toMatchObject({
    value: 'unknown',
    ageMs: 2,
    detail: 'b: not looked at yet',
  })
  expect(aggregate(rows.slice(0, 1))).toEqual({ value: 'up', ageMs: 1, detail: '', asked: 'runs' })
})

it('is as old as the oldest look it rests on, and names every culprit', () => {
  expect(aggregate([seen('a', 'up', 10), seen('b', 'up', 700, 'ready')])).toMatchObject({
    value: 'up',
    ageMs: 700,
    detail: 'ready',
  })
  const both = aggregate([seen('a', 'down', 5, 'x'), seen('b', 'down', 9, 'y'), seen('c', 'up', 99)])
  expect(both).toMatchObject({ value: 'down', ageMs: 9, detail: 'a: x; b: y' })
})

it('is no green when no service is configured', () => {
  expect(aggregate([])).toEqual(notConfigured)
  expect(notConfigured.value).toBe('notConfigured')
})

it('asks for readiness only where every culprit is one that would be started later', () => {
  const notReady = seen('a', 'down', 1, 'not ready')
  expect(aggregate([notReady, seen('b', 'up', 1)]).asked).toBe('ready')
  expect(aggregate([notReady, seen('b', 'down', 1, 'refused')]).asked).toBe('runs')
})

it('fits into the report', () => {
  expect(aggregate([seen('a', 'down', 0, 'x'.repeat(9_999))]).detail).toHaveLength(512)
})
