import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { localIso, openDiagnosticLog } from './diagnostic-log.ts'
import { fillDisk, scratchFolder, smallDisk } from './fixtures.ts'

const textOf = (dataDir: string, name = 'engine.log'): string =>
  fs.readFileSync(path.join(dataDir, 'log', name), 'utf8')

test('one line per entry, with the local time and its offset', () => {
  const dataDir = scratchFolder()
  const wallMs = Date.UTC(2025, 2, 1, 12, 0, 0, 7)
  const log = openDiagnosticLog(dataDir, { wallMs: () => wallMs })
  log.info('first\nforged line \u001b[31m')
  log.warn('second')
  log.close()
  expect(textOf(dataDir)).toBe(
    `${localIso(wallMs)} info first\\nforged line \\u001b[31m\n${localIso(wallMs)} warn second\n`,
  )
  expect(localIso(wallMs)).toMatch(/^2025-0[23]-\d\dT\d\d:\d\d:00\.007[+-]\d\d:\d\d$/)
  expect(new Date(localIso(wallMs)).getTime()).toBe(wallMs)
})

test('registered secrets never reach the file, in no form', () => {
  const dataDir = scratchFolder()
  const log = openDiagnosticLog(dataDir)
  const secret = 'se"cret & key\\horse'
  log.hide(secret)
  log.hide('a')
  const forms = [
    secret,
    JSON.stringify({ key: secret }),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ]
  for (const form of forms) log.warn(`key=${form}.`)
  log.info('a cat named a')
  log.close()
  const text = textOf(dataDir)
  for (const form of forms.slice(0, 1)) expect(text).not.toContain(form)
  expect(text).not.toMatch(/horse|cret/)
  expect(text.match(/\*{4}/g)).toHaveLength(forms.length + 2)
  expect(text).toContain('**** cat named ****')
})

test('five files of a limited size, the newest lines kept', () => {
  const dataDir = scratchFolder()
  const log = openDiagnosticLog(dataDir, { mostBytes: 1000 })
  for (let count = 0; count < 200; count += 1) log.info(`line ${count} ${'x'.repeat(60)}`)
  log.close()
  const names = fs.readdirSync(path.join(dataDir, 'log')).sort()
  expect(names).toEqual(['engine.1.log', 'engine.2.log', 'engine.3.log', 'engine.4.log', 'engine.log'])
  for (const name of names) expect(textOf(dataDir, name).length).toBeLessThanOrEqual(1000)
  expect(textOf(dataDir)).toContain('line 199 ')
  expect(textOf(dataDir, 'engine.1.log').trimEnd().split('\n').at(-1)).toContain(
    `line ${199 - textOf(dataDir).trimEnd().split('\n').length} `,
  )
})

test('it goes on at the end of an earlier log', () => {
  const dataDir = scratchFolder()
  for (const text of ['one', 'two']) {
    const log = openDiagnosticLog(dataDir)
    log.info(text)
    log.close()
  }
  expect(textOf(dataDir).trimEnd().split('\n')).toHaveLength(2)
})

test('what it could not write is counted and said when there is room again; it never throws', (context) => {
  const disk = smallDisk(64)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const log = openDiagnosticLog(disk)
  log.info('before')
  const free = fillDisk(disk)
  for (let count = 0; count < 2000; count += 1) log.info('x'.repeat(100))
  free()
  log.info('after')
  log.close()
  expect(textOf(disk)).toMatch(/\d+ lines could not be written here before this one\.\n.* info after\n$/)
})

test('on a full disk a line is written whole or not at all', (context) => {
  const disk = smallDisk(64)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const log = openDiagnosticLog(disk)
  log.info('before')
  const free = fillDisk(disk)
  // The rest of the block that the log has already takes some lines, and a part of one.
  for (let count = 0; count < 60; count += 1) log.info('x'.repeat(100))
  const whole = textOf(disk).split('\n')
  expect(whole.pop()).toBe('')
  expect(whole.length).toBeGreaterThan(10)
  for (const line of whole)
    expect(line).toMatch(/^\d{4}-\S+ (info before|info x{100}|warn \d+ lines could .*one\.)$/)
  free()
  log.close()
})

test('behind a line that was cut off the next one begins on a line of its own', () => {
  const dataDir = scratchFolder()
  fs.mkdirSync(path.join(dataDir, 'log'))
  fs.writeFileSync(path.join(dataDir, 'log', 'engine.log'), 'no space left on ')
  const log = openDiagnosticLog(dataDir)
  log.info('one')
  log.info('two')
  log.close()
  expect(textOf(dataDir)).toMatch(/^no space left on \n\S+ info one\n\S+ info two\n$/)
})
