import { expect, test } from 'vitest'
import { createExcludes } from './excludes.ts'
import { display, linkStaysInside, refusalOf, toBytePath } from './names.ts'

test.each([
  ['a/b', null],
  ['', 'emptyName'],
  ['/etc/passwd', 'absolute'],
  ['a/../b', 'dotName'],
  ['..', 'dotName'],
  ['a/./b', 'dotName'],
  ['a//b', 'emptyName'],
  ['a/', 'emptyName'],
  ['a\0b', 'nul'],
  ['x'.repeat(256), 'nameTooLong'],
  [`${'x/'.repeat(2100)}x`, 'pathTooLong'],
  ['.redundancy-manager', 'reservedName'],
  ['.redundancy-manager/t1', 'reservedName'],
  ['a/.redundancy-manager', null],
] as const)('the name %j: %s', (name, refusal) => {
  expect(refusalOf(name)).toBe(refusal)
})

test('links that leave the set are seen by their text', () => {
  expect(linkStaysInside('a/b/link', '../c')).toBe(true)
  expect(linkStaysInside('a/b/link', '../../c')).toBe(true)
  expect(linkStaysInside('a/b/link', '../../../c')).toBe(false)
  expect(linkStaysInside('link', '/etc')).toBe(false)
  expect(linkStaysInside('link', '.redundancy-manager/x')).toBe(false)
})

test('names are shown as text, odd bytes escaped', () => {
  expect(display(toBytePath('déjà vu'))).toBe('déjà vu')
  expect(display('caf\xe9')).toBe('caf\\xe9')
  expect(display('line\nbreak')).toBe('line\\x0abreak')
})

test.each([
  ['*.tmp', 'a.tmp', true],
  ['*.tmp', 'b/a.tmp', false],
  ['**/*.tmp', 'a.tmp', true],
  ['**/*.tmp', 'b/c/a.tmp', true],
  ['boards', 'boards/card/1', true],
  ['boards/', 'boards', true],
  ['boards', 'boards2', false],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['a/**', 'a', false],
  ['a/**', 'a/b', true],
  ['?', 'é', true],
  ['?', 'ab', false],
  ['a?b', 'a/b', false],
  ['[x]+', '[x]+', true],
  ['[x]+', 'xx', false],
] as const)('the exclude %s and %s: %s', (glob, name, isMatch) => {
  expect(createExcludes([glob])(toBytePath(name))).toBe(isMatch)
})
