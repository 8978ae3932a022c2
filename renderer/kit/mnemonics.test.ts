import { describe, expect, test } from 'vitest'
import { type KeyPress, mnemonicPressed } from './mnemonics.ts'

const press = (change: Partial<KeyPress>): KeyPress => ({
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  repeat: false,
  code: 'KeyM',
  key: 'm',
  ...change,
})

describe('Alt and a letter', () => {
  test('is a mnemonic, whatever the case', () => {
    expect(mnemonicPressed(press({}))).toBe('m')
    expect(mnemonicPressed(press({ key: 'M' }))).toBe('m')
  })
  test('counts by the physical key where Alt makes another sign', () => {
    expect(mnemonicPressed(press({ key: 'µ' }))).toBe('m')
  })
  test.each([
    { altKey: false },
    { ctrlKey: true },
    { metaKey: true },
    { shiftKey: true },
    { isComposing: true },
    { repeat: true },
    { key: 'Enter', code: 'Enter' },
  ])('is none with %o', (change) => expect(mnemonicPressed(press(change))).toBe(null))
})
