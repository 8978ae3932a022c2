import { expect, it } from 'vitest'
import { createLineReader, parseJson } from './lines.ts'

it('joins what arrives in pieces, also in the middle of a character', () => {
  const lines: string[] = []
  const read = createLineReader(100, (line) => lines.push(line), expect.unreachable)
  for (const byte of Buffer.from('grün\nzwei\nrest')) read(Buffer.from([byte]))
  expect(lines).toEqual(['grün', 'zwei'])
})

it('gives up on a line without end, and says nothing after', () => {
  const lines: string[] = []
  let isTooLong = false
  const read = createLineReader(
    3,
    (line) => lines.push(line),
    () => {
      isTooLong = true
    },
  )
  read(Buffer.from('abcd'))
  read(Buffer.from('\nab\n'))
  expect([isTooLong, lines]).toEqual([true, []])
})

it('makes nothing of what is no JSON', () => {
  expect([parseJson('{"a":1}'), parseJson('{')]).toEqual([{ a: 1 }, undefined])
})
