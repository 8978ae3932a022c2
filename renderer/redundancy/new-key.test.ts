import { expect, test } from 'vitest'
import { newKey } from './new-key.ts'

test('every bit of the 128 is in it, in groups of four', () => {
  const counting = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => bytes.map((_, index) => index * 16 + index)
  expect(newKey(counting)).toBe('0011-2233-4455-6677-8899-aabb-ccdd-eeff')
})

test('two keys differ', () => {
  const keys = [0, 1].map(() => newKey((bytes) => crypto.getRandomValues(bytes)))
  expect(keys[0]).toMatch(/^([0-9a-f]{4}-){7}[0-9a-f]{4}$/)
  expect(keys[0]).not.toBe(keys[1])
})
