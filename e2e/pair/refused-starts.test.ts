import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Status } from '../../shared/contract/status.ts'
import { findFreePorts } from '../demo/free-ports.ts'
import { oneTimeLink, runCommand, serveArgv } from '../demo/product.ts'
import { createProcesses, type WorldProcess, type WorldProcesses } from '../demo/world-processes.ts'
import { expectOneSentence, serveOnce } from './fixtures/serve-once.ts'
import { stackTraces } from './fixtures/stack-traces.ts'

/** What a single server refuses to start on, or starts with and says so. */

const ADDRESS = '127.0.0.1'
const START_MS = 20_000
const SLOT_BYTES = 8 * 1024
const isRoot = process.getuid?.() === 0

let folder: string
let data: string
let port: number
let processes: WorldProcesses

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'redundancy-demo-'))
  data = path.join(folder, 'data')
  fs.mkdirSync(data, { mode: 0o700 })
  ;[port = 0] = await findFreePorts(1, [ADDRESS])
  processes = createProcesses(folder)
})

afterEach(async () => {
  await processes.endAll()
  const logs = fs.existsSync(path.join(data, 'log'))
    ? fs.readdirSync(path.join(data, 'log')).map((name) => path.join(data, 'log', name))
    : []
  const traces = stackTraces(logs)
  fs.rmSync(folder, { recursive: true, force: true })
  expect(traces).toEqual([])
})

const serve = async (): Promise<WorldProcess> => {
  const service = processes.run('service', serveArgv(data, ADDRESS, port))
  await service.waitFor(oneTimeLink, START_MS)
  return service
}
const refused = (from = data) => serveOnce(from, ADDRESS, port)
const command = (args: readonly string[]) => runCommand(data, args, process.env)
const status = async (): Promise<Status> => {
  const result = await command(['status', '--json'])
  expect(result.stderr).toBe('')
  return JSON.parse(result.stdout) as Status
}

const wrongSites: [string, string, RegExp][] = [
  ['no JSON', '{ "services": [ }', /site\.json is not valid JSON: line 1, column 17/],
  ['an unknown field', '{ "replicatedSet": [] }', /site\.json: .*replicatedSet\b/],
  ['a wrong type', '{ "timing": { "heartbeatMs": "fast" } }', /site\.json: timing\.heartbeatMs /],
  [
    'a folder named twice',
    '{ "replicatedSets": [{"id":"a","path":"/srv/a"},{"id":"b","path":"/srv/a/b"}] }',
    /site\.json: replicatedSets\[1\]\.path overlaps the folder of the set a/,
  ],
  [
    'times that cannot be safe',
    '{ "timing": { "heartbeatMs": 5000, "declareLostMs": 5000 } }',
    /site\.json: timing\.declareLostMs is 5000 ms, .* raise it to \d+ or more/,
  ],
]

test.each(wrongSites)('an invalid site.json (%s) names file and field', async (_, content, sentence) => {
  fs.writeFileSync(path.join(data, 'site.json'), content)
  expectOneSentence(await refused(), data, sentence)
  expect(fs.readFileSync(path.join(data, 'site.json'), 'utf8')).toBe(content)
})

test('a data folder that is a file, lies below one, or cannot be made there is refused', async () => {
  const file = path.join(folder, 'file')
  fs.writeFileSync(file, 'somebody needs this')
  expectOneSentence(await refused(file), `The data folder ${file} is not a folder`, '--data')
  expectOneSentence(await refused(path.join(file, 'data')), 'could not be made', '--data')
  expectOneSentence(await refused('/proc/redundancy'), '/proc/redundancy could not be made', '--data')
  expect(fs.readFileSync(file, 'utf8')).toBe('somebody needs this')
})

test('a data folder without the right to write is refused', async ({ skip }) => {
  if (!isRoot) {
    fs.chmodSync(data, 0o500)
    const refusal = await refused()
    fs.chmodSync(data, 0o700)
    expectOneSentence(refusal, `The data folder ${data} cannot be written: permission is missing`, '--data')
    return
  }
  // Root may write everywhere but on a read-only disk.
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=64k,mode=700', 'redundancy-test', data], {
      stdio: 'pipe',
    })
  } catch (error) {
    console.log(`SKIPPED, this system does not let root mount a read-only disk: ${(error as Error).message}`)
    return skip('mounting is not allowed here')
  }
  const refusal = await refused()
  execFileSync('umount', [data])
  expectOneSentence(
    refusal,
    `The data folder ${data} cannot be written: the disk is mounted read-only`,
    '--data',
  )
})

test('a data folder others can write to is refused', async () => {
  fs.chmodSync(data, 0o777)
  expectOneSentence(await refused(), data, 'chmod 700')
})

test('a second engine on the same folder names the first, which is unharmed', async () => {
  const first = await serve()
  const before = await status()
  expectOneSentence(await refused(), `process ${first.child.pid}`, data, 'stop it first')
  const [other = 0] = await findFreePorts(1, [ADDRESS])
  expectOneSentence(
    await serveOnce(data, ADDRESS, other),
    `process ${first.child.pid}`,
    data,
    'stop it first',
  )
  expect((await status()).currentServer).toEqual(before.currentServer)
  expect((await command(['link'])).stdout).toMatch(oneTimeLink)
  await first.end(START_MS)
  expect(first.child.exitCode).toBe(0)
})

test('an admin port in use is named, and nothing is left behind', async () => {
  const taker = net.createServer().listen(port, ADDRESS)
  await new Promise((resolve) => taker.once('listening', resolve))
  expectOneSentence(await refused(), `Port ${port} of ${ADDRESS} is used by another program`, '--port')
  await new Promise((resolve) => taker.close(resolve))
  await serve()
})

test('one damaged copy of the control state is repaired and said; both damaged refuse the start', async () => {
  await (await serve()).end(START_MS)
  const file = path.join(data, 'control-state')
  const good = fs.readFileSync(file)
  const damage = (...places: number[]) => {
    const bytes = Buffer.from(good)
    for (const place of places) bytes[place] = (bytes[place] ?? 0) ^ 0x20
    fs.writeFileSync(file, bytes)
    return bytes
  }

  damage(200)
  const service = await serve()
  const repaired = (await status()).alarms.find((alarm) => alarm.code === 'stateRepaired')
  expect(repaired?.params.message).toContain(`Copy A of the control state in ${file} was damaged`)
  expect(fs.readFileSync(path.join(data, 'log/engine.log'), 'utf8')).toContain(
    'was repaired from the other copy',
  )
  await service.end(START_MS)
  expect(fs.readFileSync(file).equals(good)).toBe(true)

  const both = damage(200, SLOT_BYTES + 200)
  expectOneSentence(
    await refused(),
    `Both copies of the control state in ${file} are damaged`,
    'restore the file',
  )
  expect(fs.readFileSync(file).equals(both), 'what may still be of use is left as it is').toBe(true)

  fs.writeFileSync(file, '')
  expectOneSentence(await refused(), `Both copies of the control state in ${file} are damaged`)
})

test('damaged settings refuse the start and name the file', async () => {
  fs.writeFileSync(path.join(data, 'redundancy.json'), '{"revision": 3, "settings": {"enabled": tr')
  expectOneSentence(await refused(), path.join(data, 'redundancy.json'), 'is not valid JSON', 'backup')
})

test('a command without a service, or with a wrong token, is refused in one sentence', async () => {
  const none = await command(['status'])
  expect(none).toMatchObject({ code: 1, stdout: '' })
  expect(none.stderr).toMatch(
    /^redundancy: No redundancy service or desktop app runs on the data folder [^\n]+\n$/,
  )

  await serve()
  const token = path.join(data, 'admin-token')
  const right = fs.readFileSync(token, 'utf8')
  fs.writeFileSync(token, `${'0'.repeat(right.trim().length)}\n`)
  const wrong = await command(['disable'])
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toMatch(
    /^redundancy: [^\n]+The token is wrong: use the one of the data folder[^\n]+\n$/,
  )
  fs.writeFileSync(token, right)
  expect((await command(['status'])).code).toBe(0)
})

test('a start ended in the middle leaves nothing that hinders the next one', async () => {
  const service = await serve()
  await service.crash()
  await serve()
  expect((await status()).enabled).toBe(false)
})
