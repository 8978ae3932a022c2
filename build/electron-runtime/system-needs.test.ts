import { expect, test } from 'vitest'
import { notFound } from './system-needs.ts'

test('what ldd did not find is named, what it found is not', () => {
  const printed = [
    '\tlinux-vdso.so.1 (0x00007f9a07fdc000)',
    '\tlibffmpeg.so => /somewhere/libffmpeg.so (0x00007f99fde00000)',
    '\tlibnss3.so => not found',
    '\tlibgtk-3.so.0 => not found',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007f9a07fde000)',
  ].join('\n')
  expect(notFound(printed)).toEqual(['libnss3.so', 'libgtk-3.so.0'])
  expect(notFound('\tnot a dynamic executable\n')).toEqual([])
})
