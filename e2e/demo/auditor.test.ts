import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { generatePbxTree } from '../fixtures/pbx-tree.ts'
import { type Auditor, startAuditor } from './auditor.ts'
import { statedTimes, takeOverBound } from './auditor-bound.ts'
import { checkLedger, contentsBelow, type LedgerEntry, readLedger } from './auditor-ledger.ts'
import { createSampleJudge, type Endpoint, type SampleEvent } from './auditor-samples.ts'
import { compareTrees, walkTree } from './auditor-tree.ts'
import { nowMs } from './clock.ts'
import { findFreePorts } from './free-ports.ts'

/** An auditor that cannot find anything proves nothing: every finding is provoked once. */

let folder = ''
const atEnd: (() => void)[] = []
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'auditor-'))
})
afterEach(() => {
  for (const act of atEnd.splice(0)) act()
  fs.rmSync(folder, { recursive: true, force: true })
})

const makeTree = (name: string): string => {
  const root = path.join(folder, name)
  generatePbxTree(root, { seed: 3, voiceMails: 80, configurationFiles: 10, server: name })
  return root
}
const differences = (left: string, right: string) =>
  compareTrees(walkTree(left, ['config/boards']), walkTree(right, ['config/boards']))

const someFile = 'config/extensions/200.json'
const keepingTime = (file: string, change: () => void) => {
  const { atimeMs, mtimeMs } = fs.statSync(file)
  change()
  fs.utimesSync(file, atimeMs / 1000, mtimeMs / 1000)
}

test.each<[string, (root: string) => void, string, string]>([
  ['a missing file', (root) => fs.rmSync(path.join(root, someFile)), someFile, 'is missing on the right'],
  [
    'an extra file',
    (root) => fs.writeFileSync(path.join(root, 'files/x'), ''),
    'files/x',
    'is extra on the right',
  ],
  [
    'one changed byte, size and time kept',
    (root) => {
      const file = path.join(root, someFile)
      const content = fs.readFileSync(file)
      content[5] = (content[5] ?? 0) ^ 1
      keepingTime(file, () => fs.writeFileSync(file, content))
    },
    someFile,
    'content differs',
  ],
  ['a wrong mode', (root) => fs.chmodSync(path.join(root, someFile), 0o640), someFile, 'mode 0600 and 0640'],
  [
    'another link target',
    (root) => {
      const link = path.join(root, 'config/active-dialling')
      const { atimeMs, mtimeMs } = fs.lstatSync(link)
      fs.rmSync(link)
      fs.symlinkSync('lina', link)
      fs.lutimesSync(link, atimeMs / 1000, mtimeMs / 1000)
    },
    'config/active-dialling',
    'content differs',
  ],
  [
    'a time 1 s off',
    (root) =>
      fs.utimesSync(path.join(root, someFile), 1, fs.statSync(path.join(root, someFile)).mtimeMs / 1000 - 1),
    someFile,
    'times 1 s apart',
  ],
  [
    'a file that is a folder on the other side',
    (root) => {
      fs.rmSync(path.join(root, 'files/empty.marker'))
      fs.mkdirSync(path.join(root, 'files/empty.marker'))
    },
    'files/empty.marker',
    'is a file on the left and a folder on the right',
  ],
])('finds %s in a tree', (_name, damage, where, what) => {
  const left = makeTree('primary')
  const right = makeTree('secondary')
  expect(differences(left, right)).toEqual([])
  damage(right)
  const found = differences(left, right)
  expect(found).toHaveLength(1)
  expect(found[0]?.path).toBe(where)
  expect(found[0]?.what.replace(/1\.0{5,}\d+ s/, '1 s')).toBe(what)
})

const acknowledge = (name: string, sequence: number): LedgerEntry => {
  fs.writeFileSync(path.join(folder, name), name)
  return { sequence, path: name, sha256: crypto.createHash('sha256').update(name).digest('hex'), atMs: 1 }
}

test('finds a lost ledger entry, one with other content, and neither in salvage', () => {
  const entries = [acknowledge('one', 1), acknowledge('two', 2), acknowledge('three', 3)]
  expect(checkLedger(entries, folder)).toEqual([])
  fs.rmSync(path.join(folder, 'one'))
  fs.writeFileSync(path.join(folder, 'two'), 'TWO')
  expect(checkLedger(entries, folder).map(({ entry, what }) => [entry.path, what])).toEqual([
    ['one', 'missing'],
    ['two', 'content differs'],
  ])
  const kept = contentsBelow(folder)
  expect(entries.map((entry) => kept.has(entry.sha256))).toEqual([false, false, true])
})

test('reads a ledger up to its torn last line, and refuses one with a hole', () => {
  const file = path.join(folder, 'ledger')
  const lines = [1, 2, 3].map((sequence) => JSON.stringify(acknowledge(`f${sequence}`, sequence)))
  fs.writeFileSync(file, `${lines[0]}\n${lines[1]}\n${lines[2]?.slice(0, 20)}`)
  expect(readLedger(file)).toHaveLength(2)
  fs.writeFileSync(file, `${lines[0]}\n${lines[2]}\n`)
  expect(() => readLedger(file)).toThrow('line 2 has number 3')
})

const endpoint = (side: 'A' | 'B', service: string): Endpoint => ({
  side,
  service,
  kind: 'tcp',
  host: '',
  port: 1,
})
const judged = (act: (judge: ReturnType<typeof createSampleJudge>) => void): SampleEvent[] => {
  const events: SampleEvent[] = []
  act(createSampleJudge((event) => events.push(event)))
  return events.filter((event) => event.kind === 'both')
}

test('samples: both sides in one tick is a finding, a hand-over between two ticks is not', () => {
  const [a, b] = [endpoint('A', 'x'), endpoint('B', 'y')]
  const inOneTick = judged((judge) => {
    judge.asked(1, 0.3)
    judge.answered(a, 1, 100, 101)
    judge.answered(b, 1, 100, 101)
  })
  expect(inOneTick).toHaveLength(1)
  const handOver = judged((judge) => {
    for (const tick of [1, 2, 3]) judge.asked(tick, 0.3)
    judge.answered(a, 1, 100, 101)
    judge.answered(b, 2, 105, 106)
    judge.answered(b, 3, 110, 111)
  })
  expect(handOver).toEqual([])
})

test('samples: when a tick took long, only its neighbours prove both', () => {
  const [a, b] = [endpoint('A', 'x'), endpoint('B', 'y')]
  const slow = (lastIsA: boolean) =>
    judged((judge) => {
      for (const tick of [1, 2, 3]) judge.asked(tick, 40)
      judge.answered(a, 1, 100, 101)
      judge.answered(a, 2, 140, 141)
      judge.answered(b, 2, 140, 179)
      judge.answered(lastIsA ? a : b, 3, 180, 181)
    })
  expect(slow(false)).toEqual([])
  expect(slow(true)).toHaveLength(1)
})

const greet = (address: string, port: number): net.Server => {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220\r\n')
  })
  server.listen(port, address)
  atEnd.push(() => server.close())
  return server
}

const watched = async () => {
  const [port = 0, boxPort = 0] = await findFreePorts(2, ['127.0.0.1', '127.0.0.2'])
  let position = 'A'
  const box = http.createServer((_request, response) =>
    response.end(JSON.stringify({ cards: [{ card: 1, side: position }] })),
  )
  box.listen(boxPort, '127.0.0.1')
  const auditor: Auditor = startAuditor({
    intervalMs: 5,
    answerWithinMs: 500,
    boxUrl: `http://127.0.0.1:${boxPort}/`,
    boxIntervalMs: 10,
    endpoints: [
      { side: 'A', service: 'switching', kind: 'tcp', host: '127.0.0.1', port },
      { side: 'B', service: 'switching', kind: 'tcp', host: '127.0.0.2', port },
    ],
  })
  atEnd.push(() => {
    auditor.end()
    box.closeAllConnections()
    box.close()
  })
  return {
    auditor,
    port,
    moveBox: (side: string) => {
      position = side
    },
  }
}

test('with real sockets: services up at once on both sides', async () => {
  const { auditor, port } = await watched()
  const startedMs = nowMs()
  greet('127.0.0.1', port)
  expect(await auditor.waitUntilUp('A', startedMs, 10_000)).toBeGreaterThan(startedMs)
  expect(auditor.violations()).toEqual([])
  greet('127.0.0.2', port)
  expect(await auditor.waitForViolation(10_000)).toMatch(/^services on both: A: switching; B: switching/)
  expect(auditor.violations().length).toBeGreaterThan(0)
})

test('with real sockets: the box on the wrong side, and nobody serving', async () => {
  const { auditor, port, moveBox } = await watched()
  expect(await auditor.waitForBox('A', 10_000)).toBe(true)
  expect(auditor.restFaults()).toEqual(['no services answer on either side'])
  greet('127.0.0.1', port)
  await auditor.waitUntilUp('A', 0, 10_000)
  expect(auditor.restFaults()).toEqual([])
  moveBox('B')
  await auditor.waitForBox('B', 10_000)
  expect(auditor.restFaults()).toEqual(['services answer on side A, the box is on B'])
})

test('the bound of a take-over follows the stated leases', () => {
  const normal = { declareLostMs: 10_000, ackLeaseMs: 8_000, lineLeaseMs: 1_500, stopLimitMs: 500 }
  const bound = takeOverBound(statedTimes({ ...normal, pollIntervalMs: 240, pollTimeoutMs: 360 }))
  expect(Math.round(bound.waitMs)).toBe(2_082)
  expect(bound.ms).toBe(Math.ceil(10_000 + 960 + bound.waitMs + 600 + 1_000))
  expect(() => statedTimes({ ...normal, pollIntervalMs: 1 })).toThrow('pollTimeoutMs')
})
