import { spawn } from 'node:child_process'
import fs from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bench, createBench, runs, until } from './fixtures/bench.ts'
import type { EngineFrame } from './frames.ts'
import { identify } from './process-table.ts'

/** A guardian on a raw pipe: what it makes of nonsense. The "engine" it may end is a sleeping process. */

let bench: Bench

beforeEach(async () => {
  bench = await createBench()
})

afterEach(async () => {
  await bench.close()
})

const startGuardian = () =>
  spawn(process.execPath, [path.join(import.meta.dirname, 'guardian.ts')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })

const exitCode = (child: ReturnType<typeof startGuardian>) =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)))

it('ends at once on nonsense before it was told anything', async () => {
  const guardian = startGuardian()
  guardian.stdin.write('who is there?\n')
  expect(await exitCode(guardian)).toBe(1)
})

it('takes nonsense in the middle as the end of the pipe: engine ended, services stopped', async () => {
  const engine = spawn('sleep', ['1000'], { stdio: 'ignore' })
  const engineEnded = new Promise((resolve) => engine.once('exit', (_, signal) => resolve(signal)))
  const guardian = startGuardian()
  const say = (frame: EngineFrame) => guardian.stdin.write(`${JSON.stringify(frame)}\n`)
  let heard = ''
  guardian.stdout.on('data', (chunk: Buffer) => {
    heard += chunk.toString()
  })
  say({
    kind: 'hello',
    engine: identify(engine.pid ?? 0),
    dataDir: bench.folder,
    systemctlFile: 'systemctl',
    settings: {
      services: [bench.service('pbx', 'echo $$ >>$F; exec sleep 1000')],
      timing: { stopLimitMs: 1_000, stuckMs: 60_000, lingerMs: 0 },
      word: {
        ownAddress: '127.0.0.1',
        peerAddress: '127.0.0.2',
        port: 1,
        key: '0'.repeat(64),
        role: 'primary',
      },
    },
  })
  await until(() => heard.includes('"ready"'))
  say({ kind: 'deadline', until: null, said: { monotonic: 0, difference: 0 } })
  say({ kind: 'start', epoch: 2, readingAsked: null, knownWord: 0 })
  const [pid = 0] = await bench.noted('pbx', 1)
  const ended = exitCode(guardian)
  guardian.stdin.write('{"kind":"start","epoch":"two"}\n')
  expect(await engineEnded).toBe('SIGKILL')
  expect(await ended).toBe(0)
  expect(runs(pid)).toBe(false)
  await expect(fs.access(path.join(bench.folder, 'guardian', 'guardian.lock'))).rejects.toThrow()
})
