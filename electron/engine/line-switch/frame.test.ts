import { expect, it } from 'vitest'
import { encodeFrame } from './frame.ts'

const hex = (bytes: Buffer) => bytes.toString('hex').toUpperCase()

it('puts card 7 to B exactly as the box documents it', () => {
  expect(hex(encodeFrame({ password: 'PASS', card: 7, command: 'B' }))).toBe('1B5041535301370242' + '0D')
})

it('asks and sets all cards by the letter a', () => {
  expect(hex(encodeFrame({ password: 'PASS', card: 'all', command: 'query' }))).toBe(
    '1B504153530161025' + '10D',
  )
  expect(hex(encodeFrame({ password: '', card: 'all', command: 'A' }))).toBe('1B016102410D')
})

it('writes card numbers without leading zeros', () => {
  expect(hex(encodeFrame({ password: '', card: 12, command: 'A' }))).toBe('1B013132' + '02410D')
})
