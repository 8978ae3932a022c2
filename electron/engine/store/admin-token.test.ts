import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ensureAdminToken, readAdminToken } from './admin-token.ts'
import { scratchFolder } from './fixtures.ts'

const fileOf = (dataDir: string): string => path.join(dataDir, 'admin-token')

test('made once with 256 bits, for the owner only, and read by the command line', () => {
  const dataDir = scratchFolder()
  const made = ensureAdminToken(dataDir)
  expect(made).toMatchObject({ ok: true })
  expect(ensureAdminToken(dataDir)).toEqual(made)
  expect(readAdminToken(dataDir)).toEqual(made)
  expect(fs.statSync(fileOf(dataDir)).mode & 0o777).toBe(0o600)
  if (made.ok) expect(Buffer.from(made.token, 'base64url')).toHaveLength(32)
})

test('a damaged token, or one that others could have read, is renewed at start', () => {
  const dataDir = scratchFolder()
  fs.writeFileSync(fileOf(dataDir), 'short', { mode: 0o600 })
  expect(readAdminToken(dataDir)).toMatchObject({ ok: false })
  const first = ensureAdminToken(dataDir)
  fs.chmodSync(fileOf(dataDir), 0o644)
  const second = ensureAdminToken(dataDir)
  expect(second).toMatchObject({ ok: true })
  expect(second).not.toEqual(first)
  expect(fs.statSync(fileOf(dataDir)).mode & 0o777).toBe(0o600)
})

test('without a service there is no token, and the command line says so', () => {
  const result = readAdminToken(scratchFolder())
  expect(result.ok ? '' : result.message).toContain('has never run on this data folder')
})
