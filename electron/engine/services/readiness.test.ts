import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ServiceDefinition } from '../../../shared/contract/site.ts'
import type { Limit } from './finding.ts'
import { probeReadiness, ready } from './readiness.ts'

const AMPLE: Limit = { timeoutMs: 15_000, signal: new AbortController().signal }
const searchPath = process.env.PATH
let folder = ''
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ready-'))
})
afterEach(() => {
  process.env.PATH = searchPath
  fs.rmSync(folder, { recursive: true })
})

const program = (name: string, text: string, mode = 0o755) => {
  const file = path.join(folder, name)
  fs.writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode })
  return file
}
const service = (more: Partial<ServiceDefinition>): ServiceDefinition => ({
  id: 'pbx',
  shownAs: 'switching',
  runs: 'whenActive',
  runner: { kind: 'process', argv: ['sleep'] },
  probe: { kind: 'process' },
  ...more,
})
const command = (...readiness: string[]) => probeReadiness(service({ readiness }), AMPLE)

it('the readiness command decides by its exit code', async () => {
  expect(await command('sh', '-c', 'exit 0')).toEqual(ready)
  expect(await command('sh', '-c', 'exit 3')).toEqual({ value: 'down', detail: 'not ready: sh exits 3' })
  expect(await command('sh', '-c', 'kill -TERM $$')).toMatchObject({
    detail: 'not ready: sh ended by SIGTERM',
  })
  expect(await command('/no/such/program')).toEqual({
    value: 'down',
    detail: 'not ready: /no/such/program could not be started: ENOENT',
  })
})

it('a readiness command that hangs is killed with its children', async () => {
  const pids = path.join(folder, 'pids')
  const hang = program('hang', `sleep 600 & echo "$$ $!" > ${pids}; wait`)
  const found = await probeReadiness(service({ readiness: [hang] }), { ...AMPLE, timeoutMs: 1_500 })
  expect(found).toEqual({ value: 'down', detail: `not ready: ${hang} did not end within 1500 ms` })
  const isAlive = (pid: number) => {
    try {
      // A zombie nobody has waited for is dead too.
      return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))
    } catch {
      return false
    }
  }
  const [shell = 0, child = 0] = fs.readFileSync(pids, 'utf8').trim().split(' ').map(Number)
  await expect.poll(() => isAlive(shell) || isAlive(child)).toBe(false)
})

it('without a command the program must exist and be executable', async () => {
  const process = (...argv: string[]) => probeReadiness(service({ runner: { kind: 'process', argv } }), AMPLE)
  expect(await process(program('good', ''))).toEqual(ready)
  expect(await process('sh')).toEqual(ready)
  const plain = program('plain', '', 0o644)
  expect(await process(plain)).toEqual({
    value: 'down',
    detail: `${plain} does not exist or is not executable`,
  })
  expect(await process(folder)).toMatchObject({ value: 'down' })
  expect(await process('no-such-program')).toMatchObject({ value: 'down' })
  const relative = { kind: 'process', argv: ['./good'], cwd: folder } as const
  expect(await probeReadiness(service({ runner: { ...relative, argv: ['./good'] } }), AMPLE)).toEqual(ready)
  const start = { kind: 'command' as const, start: [path.join(folder, 'good')], stop: ['none'] }
  expect(await probeReadiness(service({ runner: start }), AMPLE)).toEqual(ready)
})

it('a unit must be known to systemd', async () => {
  const unit = () => probeReadiness(service({ runner: { kind: 'unit', unit: 'pbx.service' } }), AMPLE)
  process.env.PATH = folder
  expect(await unit()).toMatchObject({ value: 'unknown', detail: expect.stringContaining('systemctl') })
  program('systemctl', '[ "$1 $2 $3" = "cat -- pbx.service" ]')
  expect(await unit()).toEqual(ready)
  program('systemctl', 'exit 1')
  expect(await unit()).toEqual({ value: 'down', detail: 'systemd does not know the unit pbx.service' })
})
