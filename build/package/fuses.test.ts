import { expect, test } from 'vitest'
import { allFuses, type Fuses, fuseFaults, wantedFuses } from './fuses.ts'

const asWanted = (platform: NodeJS.Platform): Fuses =>
  Object.fromEntries(allFuses.map((name) => [name, wantedFuses(platform)[name] ? 'on' : 'off']))

test('nothing is said of fuses that are as they have to be', () => {
  for (const platform of ['linux', 'win32', 'darwin'] as const)
    expect(fuseFaults(asWanted(platform), platform)).toEqual([])
})

test('each fuse that is otherwise is named', () => {
  for (const name of allFuses) {
    const fuses = asWanted('linux')
    const turned = fuses[name] === 'on' ? 'off' : 'on'
    expect(fuseFaults({ ...fuses, [name]: turned }, 'linux')).toEqual([
      `The fuse ${name} has to be ${fuses[name]} and is ${turned}.`,
    ])
  }
})

test('an Electron too old for the newest fuses will do, one that has given some up, too', () => {
  const { GrantFileProtocolExtraPrivileges: _newest, ...older } = asWanted('linux')
  expect(fuseFaults(older, 'linux')).toEqual([])
  expect(fuseFaults({ ...older, RunAsNode: 'removed' }, 'linux')).toEqual([])
})

test('a wire without the fuses every Electron has was read wrongly', () => {
  expect(fuseFaults({}, 'linux')).toHaveLength(3)
})

test('contents are checked where the platform can', () => {
  expect(wantedFuses('linux').EnableEmbeddedAsarIntegrityValidation).toBe(false)
  expect(wantedFuses('win32').EnableEmbeddedAsarIntegrityValidation).toBe(true)
})
