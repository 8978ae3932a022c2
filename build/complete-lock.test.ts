import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { completed, entryFor, type Lock, lockFile, missingFrom } from './complete-lock.ts'

const lock: Lock = {
  packages: {
    '': {},
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/darwin-arm64': '1.0.0' },
    },
    'node_modules/tool/node_modules/@tool/linux-x64': { version: '1.0.0' },
  },
}

describe('a lock that a registry without every platform left incomplete', () => {
  test('what is missing is found, and entered as npm would', () => {
    expect(missingFrom(lock)).toEqual([{ name: '@tool/darwin-arm64', version: '1.0.0', isDev: true }])
    const whole = completed(lock)
    expect(missingFrom(whole)).toEqual([])
    expect(Object.keys(whole.packages)).toEqual([
      '',
      'node_modules/@tool/darwin-arm64',
      'node_modules/tool',
      'node_modules/tool/node_modules/@tool/linux-x64',
    ])
  })

  test('the entry says for which platform it is', () => {
    expect(entryFor({ name: '@tool/cli-linux-x64-musl', version: '2.6.8', isDev: false })).toEqual({
      version: '2.6.8',
      cpu: ['x64'],
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    })
  })

  test('a package that is not of another platform is not made up', () => {
    expect(() => entryFor({ name: 'fsevents', version: '2.3.3', isDev: true })).toThrow(/names no platform/)
    expect(() => entryFor({ name: '@tool/linux-x64', version: '^1.0.0', isDev: true })).toThrow(
      /names no platform/,
    )
  })
})

test("this project's lock is whole: npm ci accepts it", () => {
  expect(missingFrom(JSON.parse(readFileSync(lockFile, 'utf8')))).toEqual([])
})
