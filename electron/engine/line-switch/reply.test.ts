import { describe, expect, it } from 'vitest'
import { cleanReply } from './clean.ts'
import { type CardReading, parseReply } from './reply.ts'

const request = { password: 'PASS', card: 'all', command: 'query' } as const
const parse = (text: string) => parseReply(cleanReply(text, request))
const short = ({ card, side, isForced }: CardReading) => `${card ?? 'box'}${side}${isForced ? '!' : ''}`
const read = (text: string) => parse(text).readings.map(short).join(' ')

describe('cards and sides in whatever the box says', () => {
  it.each([
    ['CARD 1 A\r\nCARD 2 B\r\n', '1A 2B'],
    ['card 07: b\r', '7B'],
    ['01:A\r02:B\r', '1A 2B'],
    ['1 A', '1A'],
    ['01A\n02A\n', '1A 2A'],
    ['1=A, 2=B\r\n', '1A 2B'],
    ['#3 -> B\r\n', '3B'],
    ['CARD 1 A  CARD 2 B\r\n', '1A 2B'],
    ['Card: 1\r\nPosition: A\r\nMode: AUTO\r\n\r\nCard: 2\r\nPosition: B\r\n', '1A 2B'],
    ['Slot #12 is in position A\n', '12A'],
    ['CARD 1 = BRIDGE B (PORT 3)\r\n', '1B'],
    ['K-AB C-AB-16-R V2.1 A/B SWITCH 16 CARDS\r\nCARD 1 A\r\n', '1A'],
    ['B CARD 1\r\n', '1B'],
    ['CARD 1 IS A SPARE T1 CARD, POSITION B\r\n', '1B'],
    ['12:30:15 01/02\r\n1 A\r\n', '1A'],
    ['A\r\n', 'boxA'],
    ['STATUS: B\r\n', 'boxB'],
    ['*B*', 'boxB'],
  ])('%j', (text, readings) => {
    expect(read(text)).toBe(readings)
    expect(parse(text).unclear).toBeNull()
  })

  it.each([
    ['\x1b[2J\x1b[1;1H\x1b[1mCARD 1\x1b[0m \x1b[31mA\x1b[m\x1b[2;1HCARD 2 B\x1b(B>', '1A 2B'],
    ['\xff\xfd\x01\xff\xfb\x03CARD 1 B\r\0\n', '1B'],
    ['\x1bPASS\x01a\x02Q\rCARD 1 A\r', '1A'],
    ['^[PASS^Aa^BQ^M\r\nCARD 1 A\r', '1A'],
    ['PASSaQ\r\nCARD 1 A\r', '1A'],
    ['CARD\t1\tA\x0b\x0cCARD\t2\tB', '1A 2B'],
  ])('terminal, telnet and echo: %j', (text, readings) => {
    expect(read(text)).toBe(readings)
  })

  it('does not take its own echoed set for an answer', () => {
    const set = { password: '', card: 7, command: 'B' } as const
    expect(parseReply(cleanReply('\x1b\x017\x02B\r', set)).readings).toEqual([])
    expect(parseReply(cleanReply('7B\r', set)).readings).toEqual([])
  })
})

describe('forced by hand', () => {
  it.each([
    ['CARD 1 A FORCED\r\nCARD 2 A\r\n', '1A! 2A'],
    ['01:A LOCAL\r02:A\r', '1A! 2A'],
    ['1=A (MANUAL), 2=B\r\n', '1A! 2B'],
    ['Card: 1\r\nPosition: A\r\nLocal: ON\r\n', '1A!'],
    ['B FORCED\r\n', 'boxB!'],
    ['1 LOCAL B\r\n', '1B!'],
    ['CARD 1 A NOT FORCED\r\n', '1A'],
    ['CARD 1 A, LOCAL: OFF\r\n', '1A'],
    ['CARD 1 A LOCAL TIME 12:30\r\n', '1A'],
    ['CARD 1 A UNFORCED, MANUAL CONTROL = NO\r\n', '1A'],
  ])('%j', (text, readings) => {
    expect(read(text)).toBe(readings)
  })
})

describe('what can be read in two ways is no reading', () => {
  it.each([
    'CARD 1 A\r\nCARD 1 B\r\n',
    'CARD 1 A B\r\n',
    'B: CARD 1, A: CARD 2\r\n',
    'A 1 B 2\r\n',
    'A\r\nB\r\n',
    'Card: 1\r\nA\r\nB\r\n',
  ])('%j', (text) => {
    expect(parse(text).unclear).not.toBeNull()
  })

  it.each([
    '',
    '\r\n>\r\n',
    'THIS IS A TEST\r\n',
    'CARD 1\r\n',
    'CARD 1 IS A SPARE\r\n',
    'K-AB A/B SWITCH\r\n',
    '1 2 3 4\r\nA B A B\r\n',
    'INVALID PASSWORD\r\nA\r\n',
    'AAAAAAAA\r\n',
    'Position: A\r\nCard: 1\r\nPosition: B\r\nCard: 2\r\n',
  ])('finds nothing in %j', (text) => {
    expect(read(text)).toBe('')
  })

  it('names the complaint', () => {
    expect(parse('CARD 1 A\r\nERROR 3\r\n').complaint).toBe('ERROR 3')
    expect(parse('CARD 1 A\r\n').complaint).toBeNull()
  })

  it('is not slowed down by long junk', { timeout: 5_000 }, () => {
    for (const piece of [
      'A B ',
      'CARD ',
      '1 ',
      '\x1b[',
      'IS ',
      ' ',
      '0',
      '((',
      'CARD 1 ',
      'NOT FORCED ',
      '^[',
    ]) {
      expect(parse(piece.repeat(20_000)).readings.length).toBeLessThanOrEqual(1)
    }
  })
})
