import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { coreDigest } from './core-digest.ts'
import { appendLine } from './report-file.ts'

let folder = ''
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-file-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const run = { day: '2026-11-22', commit: 'b', from: 5, runs: 100, simulatedMs: 72_000_000, faults: 7 }

it('adds a line and makes the sums anew, of all and of the core that was run; old lines stay', () => {
  const file = path.join(folder, 'runs.md')
  const old = [
    '| day | commit | seeds | runs | simulated hours | faults | violations |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: |',
    '| 2026-11-20 | a | 0-9 | 10 | 2 | 30 | 1 (seed 4) |',
  ]
  fs.writeFileSync(file, `# Runs\n\nWords.\n\n${old.join('\n')}\n`)
  appendLine(file, { ...run, violations: [], core: 'c0ffee00' })
  appendLine(file, { ...run, from: 105, violations: [], core: 'deadbeef' })
  expect(fs.readFileSync(file, 'utf8').split('\n').slice(2)).toEqual([
    'Words.',
    '',
    '| day | commit | seeds | runs | simulated hours | faults | violations | core |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | --- |',
    '| 2026-11-20 | a | 0-9 | 10 | 2 | 30 | 1 (seed 4) | - |',
    '| 2026-11-22 | b | 5-104 | 100 | 20 | 7 | 0 | c0ffee00 |',
    '| 2026-11-22 | b | 105-204 | 100 | 20 | 7 | 0 | deadbeef |',
    '| sum |  |  | 210 | 42 | 44 | 1 |  |',
    '| sum on core deadbeef |  |  | 100 | 20 | 7 | 0 |  |',
    '',
  ])
})

it('counts the same seeds of the same core once', () => {
  const file = path.join(folder, 'runs.md')
  fs.writeFileSync(file, '| day | commit | seeds | runs | simulated hours | faults | violations | core |\n')
  const same = { ...run, violations: [], core: 'c0ffee00' }
  for (const line of [same, { ...same, day: '2026-11-23' }, { ...same, commit: 'c' }, { ...same, from: 6 }])
    appendLine(file, line)
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  expect(lines.filter((text) => text.startsWith('| 20')).map((text) => text.slice(0, 26))).toEqual([
    '| 2026-11-23 | b | 5-104 |',
    '| 2026-11-22 | c | 5-104 |',
    '| 2026-11-22 | b | 6-105 |',
  ])
  expect(lines.filter((text) => text.startsWith('| sum |'))).toEqual(['| sum |  |  | 300 | 60 | 21 | 0 |  |'])
})

it('names the core in eight digits', () => {
  expect(coreDigest()).toMatch(/^[0-9a-f]{8}$/)
})
