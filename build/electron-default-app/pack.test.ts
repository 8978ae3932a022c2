import { describe, expect, test } from 'vitest'
import { asar } from './pack.ts'

describe('an asar archive', () => {
  const read = (archive: Buffer, name: string): string => {
    const [pickle = 0, header = 0, payload = 0, json = 0] = [0, 4, 8, 12].map((at) =>
      archive.readUInt32LE(at),
    )
    expect([pickle, header - payload]).toEqual([4, 4])
    const { files } = JSON.parse(archive.subarray(16, 16 + json).toString())
    const from = 8 + header + Number(files[name].offset)
    return archive.subarray(from, from + files[name].size).toString()
  }

  test.each([1, 2, 3, 4, 5])('gives its files back, whatever its table of contents takes (%i)', (length) => {
    const name = 'n'.repeat(length)
    const archive = asar({ [name]: Buffer.from('first'), 'main.cjs': Buffer.from('zweite: ü') })
    expect(read(archive, name)).toBe('first')
    expect(read(archive, 'main.cjs')).toBe('zweite: ü')
  })
})
