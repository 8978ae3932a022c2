import { describe, expect, test } from 'vitest'
import {
  type AddressParts,
  addressFault,
  addressText,
  blankAddress,
  enterText,
  partsOf,
  pasteText,
  pressKey,
  typingFault,
} from './address-entry.ts'

const parts: AddressParts = ['10', '10', '', '']
const at = (index: number, start: number, end: number = start, hasJustMovedOn = false) => ({
  index,
  start,
  end,
  hasJustMovedOn,
})

/** Types key by key as a person does, with the caret at the end of each part. */
const typed = (keys: string): { parts: AddressParts; index: number } => {
  let now: AddressParts = blankAddress
  let index = 0
  let hasJustMovedOn = false
  for (const key of keys) {
    if (key === '.') {
      const caret = now[index]?.length ?? 0
      const move = pressKey(now, at(index, caret, caret, hasJustMovedOn), key)
      if (move !== null && typeof move === 'object') index = move.index
      hasJustMovedOn = false
      continue
    }
    const entry = enterText(now, index, `${now[index]}${key}`, true)
    now = entry.parts
    hasJustMovedOn = entry.move !== null
    if (entry.move !== null) index = entry.move.index
  }
  return { parts: now, index }
}

describe('typing', () => {
  test.each(['10.10.10.151', '127.0.0.1', '192.168.100.200', '1.2.3.4', '255.255.255.255'])(
    '%s, as it is read out',
    (address) => {
      expect(typed(address)).toEqual({ parts: partsOf(address), index: 3 })
    },
  )
  test('the third digit moves on, two digits and a dot do too, a dot in an empty part does not', () => {
    expect(typed('101').index).toBe(1)
    expect(typed('10').index).toBe(0)
    expect(typed('10.').index).toBe(1)
    expect(typed('10...').index).toBe(1)
    expect(typed('101.').index).toBe(1)
  })
  test('only digits are taken, and what is not taken is named', () => {
    expect(enterText(parts, 2, 'a1', true)).toEqual({
      parts: ['10', '10', '1', ''],
      move: null,
      isRefused: true,
    })
    expect(enterText(parts, 2, '1', true).isRefused).toBe(false)
  })
  test('the middle of a part can be corrected without being moved on', () => {
    expect(enterText(['10', '110', '', ''], 1, '110', false).move).toBe(null)
  })
  test('the last part keeps the caret', () => expect(enterText(parts, 3, '151', true).move).toBe(null))
})

describe('keys', () => {
  test('Backspace and the arrows cross the dots', () => {
    expect(pressKey(parts, at(1, 0), 'Backspace')).toEqual({ index: 0, select: 'end' })
    expect(pressKey(parts, at(1, 0), 'ArrowLeft')).toEqual({ index: 0, select: 'end' })
    expect(pressKey(parts, at(1, 2), 'ArrowRight')).toEqual({ index: 2, select: 'start' })
  })
  test("a letter is refused, also where there is no room for it; digits and Tab are the browser's", () => {
    expect(pressKey(['192', '', '', ''], at(0, 3), 'x')).toBe('refuse')
    expect(pressKey(parts, at(0, 0), ' ')).toBe('swallow')
    expect(pressKey(parts, at(0, 0), '7')).toBe(null)
    expect(pressKey(parts, at(0, 0), 'Tab')).toBe(null)
  })
  test('but not inside a part, not with a selection, and not beyond the ends', () => {
    expect(pressKey(parts, at(1, 1), 'Backspace')).toBe(null)
    expect(pressKey(parts, at(1, 0, 2), 'Backspace')).toBe(null)
    expect(pressKey(parts, at(0, 0), 'ArrowLeft')).toBe(null)
    expect(pressKey(parts, at(1, 1), 'ArrowRight')).toBe(null)
    expect(pressKey(parts, at(3, 0), 'ArrowRight')).toBe(null)
    expect(pressKey(parts, at(3, 0), '.')).toBe('swallow')
  })
})

describe('paste', () => {
  test('a dotted address fills all parts, wherever the caret is', () => {
    expect(pasteText(parts, ' 10.10.1.140\n')).toEqual({
      parts: ['10', '10', '1', '140'],
      move: { index: 3, select: 'end' },
      isRefused: false,
    })
  })
  test('out of range is kept and named, never changed', () => {
    const pasted = pasteText(parts, '10.10.300.1')
    expect(pasted?.parts).toEqual(['10', '10', '300', '1'])
    expect(typingFault(pasted?.parts ?? blankAddress)).toEqual({ kind: 'outOfRange', index: 2, text: '300' })
  })
  test('a number goes where the caret is', () => expect(pasteText(parts, '140')).toBe(null))
  test.each(['pbx.example', '10.10.10', '::1', '10.10.10.1/24', '1000'])('%s is refused', (text) => {
    expect(pasteText(parts, text)).toEqual({ parts, move: null, isRefused: true })
  })
})

describe('what is wrong', () => {
  test.each([
    [['10', '10', '10', '151'], null],
    [blankAddress, null],
    [['256', '', '', ''], { kind: 'outOfRange', index: 0, text: '256' }],
    [['10', '010', '1', '1'], { kind: 'leadingZero', index: 1, text: '010' }],
    [['0', '0', '0', '0'], null],
    [['10', '', '1', ''], { kind: 'incomplete', index: 1 }],
  ] as const)('%j', (given, fault) => expect(addressFault(given)).toEqual(fault))
  test('a half typed address is no fault yet', () => expect(typingFault(parts)).toBe(null))
  test('text and parts are the same', () => {
    expect(addressText(partsOf('10.10.10.151'))).toBe('10.10.10.151')
    expect(addressText(partsOf(''))).toBe('')
  })
})
