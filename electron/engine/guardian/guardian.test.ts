import fs from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bench, createBench, runs, until } from './fixtures/bench.ts'
import { signalProcess } from './process-table.ts'

/** Real guardians with real services, driven by a stand-in engine that uses the real client. */

const STOP_LIMIT_MS = 1_000

const PLAIN = 'echo $$ >>$F; exec sleep 1000'
const STUBBORN = 'trap "" TERM; echo $$ >>$F; while :; do sleep 0.1; done'
const FAMILY = [
  'sleep 1000 & echo $! >>$F',
  // Leaves the session.
  "setsid sh -c 'echo $$ >>$F; exec sleep 1000' &",
  // Leaves the session and drops the environment, but stays a child.
  "echo $$ >>$F; F2=$F.bare; env -i F2=$F2 setsid sh -c 'echo $$ >>$F2; exec sleep 1000' & wait",
].join('\n')

let bench: Bench

beforeEach(async () => {
  bench = await createBench()
})

afterEach(async () => {
  await bench.close()
})

const gone = (...pids: number[]) => until(() => !pids.some(runs))

/** An engine whose services run for epoch 2, with the number of the first service's process. */
const serving = async (script: string, changes: Parameters<Bench['engine']>[0] = {}) => {
  const engine = await bench.engine({ services: [bench.service('pbx', script)], ...changes })
  await engine.opened()
  engine.order({ do: 'start', epoch: 2, readingAgoMs: null })
  await engine.hear('started')
  const [pid = 0] = await bench.noted('pbx', 1)
  return { engine, pid }
}

describe('services', () => {
  it('start with the epoch in their environment, and stop when the engine asks', async () => {
    const { engine, pid } = await serving(PLAIN)
    // Empty for a moment while the shell becomes the service.
    const environment = await until(async () => (await fs.readFile(`/proc/${pid}/environ`, 'utf8')) || null)
    expect(environment.split('\0')).toContain('REDUNDANCY_EPOCH=2')
    const ledger = await fs.readFile(path.join(bench.folder, 'guardian', 'services.json'), 'utf8')
    expect(JSON.parse(ledger)).toMatchObject({ epoch: 2, entries: [{ id: 'pbx', pid }] })

    engine.order({ do: 'stop', epoch: 2 })
    expect(await engine.hear('stopped')).toEqual({ news: 'stopped', epoch: 2 })
    expect(runs(pid)).toBe(false)
    expect(engine.child.exitCode).toBeNull()
  })

  it('end in the reverse of their starting order', async () => {
    const note = (id: string) =>
      `trap 'echo ${id} >>${bench.folder}/order; exit 0' TERM; echo $$ >>$F; while :; do sleep 0.01; done`
    const engine = await bench.engine({
      services: ['first', 'second', 'third'].map((id) => bench.service(id, note(id))),
      timing: { stopLimitMs: 10_000, stuckMs: 20_000 },
    })
    await engine.opened()
    engine.order({ do: 'start', epoch: 2, readingAgoMs: null })
    await Promise.all(['first', 'second', 'third'].map((id) => bench.noted(id, 1)))
    engine.order({ do: 'stop', epoch: 2 })
    await engine.hear('stopped')
    expect(await fs.readFile(path.join(bench.folder, 'order'), 'utf8')).toBe('third\nsecond\nfirst\n')
  })

  it('are killed when they ignore the request to end', async () => {
    const { engine, pid } = await serving(STUBBORN)
    engine.order({ do: 'stop', epoch: 2 })
    await engine.hear('stopped')
    expect(runs(pid)).toBe(false)
  })

  it('take every process they made with them, whatever session and environment it chose', async () => {
    const { engine } = await serving(FAMILY)
    const family = [...(await bench.noted('pbx', 3)), ...(await bench.noted('pbx.bare', 1))]
    expect(family.filter(runs)).toHaveLength(4)
    engine.order({ do: 'stop', epoch: 2 })
    await engine.hear('stopped')
    expect(family.filter(runs)).toEqual([])
  })

  it('are started again when they end by themselves, and then what they left is ended first', async () => {
    const script =
      'sleep 1000 & echo $! >>$F; [ $(wc -l <$F) -gt 1 ] && wait; echo "no dial tone" >&2; exit 3'
    const { engine } = await serving(script)
    const [left = 0, kept = 0] = await bench.noted('pbx', 2)
    expect([runs(left), runs(kept)]).toEqual([false, true])
    expect(engine.heardLog()).toContain(
      'Service pbx: its process ended by itself (exit code 3: no dial tone). It is started again.',
    )
    engine.order({ do: 'stop', epoch: 2 })
    await engine.hear('stopped')
    expect(runs(kept)).toBe(false)
  })

  it('that cannot be started are named and do not keep the others from running', async () => {
    const missing = {
      ...bench.service('missing', ''),
      runner: { kind: 'process' as const, argv: ['/no/such'] },
    }
    const engine = await bench.engine({ services: [missing, bench.service('pbx', PLAIN)] })
    await engine.opened()
    engine.order({ do: 'start', epoch: 2, readingAgoMs: null })
    await engine.hear('started')
    await bench.noted('pbx', 1)
    await until(() => engine.heardLog().includes('Service missing: /no/such cannot be started'))
    const states = await until(async () => {
      engine.order({ do: 'states', ids: ['missing', 'pbx', 'nobody'] })
      const seen = (await engine.hear('states')).states
      return seen[1] === 'running' && seen
    })
    expect(states).toEqual(['stopped', 'running', 'unknown'])
  })

  it('do not start when the ledger cannot be written', async () => {
    const engine = await bench.engine({ services: [bench.service('pbx', PLAIN)] })
    await engine.opened()
    const room = path.join(bench.folder, 'guardian', 'services.json.room')
    await fs.unlink(room)
    await fs.mkdir(room)
    engine.order({ do: 'start', epoch: 2, readingAgoMs: 0 })
    expect((await engine.hear('refused')).why).toContain('the ledger of started services cannot be written')
    await engine.hear('stopped')
    await expect(fs.access(path.join(bench.folder, 'pbx'))).rejects.toThrow()
  })

  it('go on under a raised epoch', async () => {
    const { engine, pid } = await serving(PLAIN)
    engine.order({ do: 'start', epoch: 4, readingAgoMs: null })
    expect(await engine.hear('started')).toEqual({ news: 'started', epoch: 4 })
    expect(runs(pid)).toBe(true)
    expect(await bench.ask()).toEqual({ kind: 'running', epoch: 4 })
  })
})

describe('commands', () => {
  it('leave a daemon, which is ended by the stop command and proved gone', async () => {
    const file = path.join(bench.folder, 'daemon')
    const service = {
      ...bench.service('pbx', ''),
      runner: {
        kind: 'command' as const,
        start: ['/bin/sh', '-c', `setsid sh -c 'echo $$ >>${file}; exec sleep 1000' >/dev/null 2>&1 &`],
        stop: ['/bin/sh', '-c', `kill $(cat ${file}); echo stopped >${file}.stop`],
      },
    }
    const engine = await bench.engine({ services: [service] })
    await engine.opened()
    engine.order({ do: 'start', epoch: 2, readingAgoMs: null })
    const [pid = 0] = await bench.noted('daemon', 1)
    engine.order({ do: 'stop', epoch: 2 })
    await engine.hear('stopped')
    expect(runs(pid)).toBe(false)
    expect(await fs.readFile(`${file}.stop`, 'utf8')).toBe('stopped\n')
  })

  it('whose stop fails prove nothing until it succeeds', async () => {
    const allowed = path.join(bench.folder, 'allowed')
    const service = {
      ...bench.service('pbx', ''),
      runner: { kind: 'command' as const, start: ['/bin/true'], stop: ['/bin/cat', allowed] },
    }
    const engine = await bench.engine({ services: [service] })
    await engine.opened()
    engine.order({ do: 'start', epoch: 2, readingAgoMs: null })
    await engine.hear('started')
    engine.order({ do: 'stop', epoch: 2 })
    await until(() => engine.heardLog().includes('Service pbx: its stop command failed'))
    expect(await bench.ask()).toEqual({ kind: 'running', epoch: 2 })
    await fs.writeFile(allowed, '')
    await engine.hear('stopped')
  })
})

describe('units', () => {
  /** Stands for systemctl: a unit is active while its file exists; `stubborn` ones end by SIGKILL only. */
  const SYSTEMCTL = [
    '#!/bin/sh',
    'D=$(dirname "$0"); for U; do :; done; echo "$*" >>$D/calls',
    'case "$1" in',
    'start) touch $D/$U ;;',
    'stop) case $U in stubborn*) ;; *) rm -f $D/$U ;; esac ;;',
    'kill) rm -f $D/$U ;;',
    'show) if [ -e $D/$U ]; then printf "ActiveState=active\\nMainPID=1\\n"; else',
    '  printf "ActiveState=inactive\\nMainPID=0\\nControlGroup=\\n"; fi ;;',
    'esac',
  ].join('\n')

  const unitEngine = async (unit: string) => {
    const systemctlFile = path.join(bench.folder, 'systemctl')
    await fs.writeFile(systemctlFile, SYSTEMCTL, { mode: 0o755 })
    const services = [{ ...bench.service('pbx', ''), runner: { kind: 'unit' as const, unit } }]
    const engine = await bench.engine({ services, systemctlFile })
    await engine.opened()
    return engine
  }
  const isActive = (unit: string) =>
    fs.access(path.join(bench.folder, unit)).then(
      () => true,
      () => false,
    )

  for (const unit of ['pbx.service', 'stubborn.service']) {
    it(`are started, stopped and proved stopped (${unit})`, async () => {
      const engine = await unitEngine(unit)
      expect(await bench.ask()).toEqual({ kind: 'stopped', epoch: 0 })
      engine.order({ do: 'start', epoch: 2, readingAgoMs: 0 })
      await engine.hear('started')
      await until(() => isActive(unit))
      engine.order({ do: 'stop', epoch: 2 })
      await engine.hear('stopped')
      expect(await isActive(unit)).toBe(false)
    })
  }

  it('that somebody else started are no proved stop, and are not touched', async () => {
    await unitEngine('pbx.service')
    await fs.writeFile(path.join(bench.folder, 'pbx.service'), '')
    expect(await bench.ask()).toEqual({ kind: 'running', epoch: 0 })
    expect(await isActive('pbx.service')).toBe(true)
  })
})

describe('the end of a lease', () => {
  it('ends a stopped engine first, then the services', async () => {
    const { engine, pid } = await serving(STUBBORN)
    engine.order({ do: 'deadline', inMs: 1_500 })
    // Told in order: once the states came back the deadline is on its way too.
    engine.order({ do: 'states', ids: [] })
    await engine.hear('states')
    const ended = new Promise((resolve) => engine.child.once('exit', (_, signal) => resolve(signal)))
    engine.child.kill('SIGSTOP')
    expect(await ended).toBe('SIGKILL')
    await gone(pid)
    expect(await bench.ask()).toEqual({ kind: 'stopped', epoch: 2 })
    const log = await fs.readFile(path.join(bench.folder, 'guardian', 'guardian.log'), 'utf8')
    const told = ['Ended the engine', 'Stops the services', 'proved stopped'].map((text) => log.indexOf(text))
    expect(told.every((at) => at >= 0)).toBe(true)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    // Loosely: S is one second, this machine may be busy.
    expect(Number(/proved stopped, (\d+) ms/.exec(log)?.[1])).toBeLessThan(5 * STOP_LIMIT_MS)
  })

  it('passed: nothing is started', async () => {
    const engine = await bench.engine({ services: [bench.service('pbx', PLAIN)] })
    await engine.opened()
    engine.order({ do: 'deadline', inMs: -1 })
    engine.order({ do: 'start', epoch: 2, readingAgoMs: null })
    expect(await engine.hear('refused')).toEqual({
      news: 'refused',
      epoch: 2,
      why: 'the deadline has passed',
    })
    expect(engine.child.exitCode).toBeNull()
  })

  it('comes for an engine that gives no sign of life, without a lease too', async () => {
    const { engine, pid } = await serving(PLAIN, {
      timing: { stopLimitMs: STOP_LIMIT_MS, stuckMs: 1_000 },
    })
    const ended = new Promise((resolve) => engine.child.once('exit', (_, signal) => resolve(signal)))
    engine.order({ do: 'mute' })
    expect(await ended).toBe('SIGKILL')
    await gone(pid)
  })
})

describe('without its engine', () => {
  it('the guardian stops the services and gives its word', async () => {
    const { engine, pid } = await serving(PLAIN)
    engine.child.kill('SIGKILL')
    await gone(pid)
    expect(await until(async () => (await bench.ask()).kind === 'stopped')).toBe(true)
    expect(runs((await bench.guardian()).pid)).toBe(true)
  })

  it('the guardian makes room for the next one', async () => {
    const { engine } = await serving(PLAIN)
    const first = await bench.guardian()
    engine.child.kill('SIGKILL')
    const next = await bench.engine()
    await next.opened()
    await gone(first.pid)
    expect(await bench.ask()).toEqual({ kind: 'stopped', epoch: 2 })
    next.order({ do: 'close' })
    await next.hear('closed')
    expect(await bench.ask()).toMatchObject({ kind: 'none' })
  })

  it('a guardian that does not answer is replaced by force', async () => {
    const { engine, pid } = await serving(PLAIN)
    const first = await bench.guardian()
    signalProcess(first, 'SIGSTOP')
    engine.child.kill('SIGKILL')
    const next = await bench.engine()
    await next.opened()
    expect([runs(first.pid), runs(pid)]).toEqual([false, false])
  })

  it('the guardian goes when it lingered long enough', async () => {
    const { engine } = await serving(PLAIN, {
      timing: { stopLimitMs: STOP_LIMIT_MS, stuckMs: 10_000, lingerMs: 100 },
    })
    const guardian = await bench.guardian()
    engine.child.kill('SIGKILL')
    await gone(guardian.pid)
  })

  it('killed itself, the guardian is missed, and the next one ends what it left', async () => {
    const { engine } = await serving(FAMILY)
    const family = [...(await bench.noted('pbx', 3)), ...(await bench.noted('pbx.bare', 1))]
    signalProcess(await bench.guardian(), 'SIGKILL')
    expect((await engine.hear('gone')).why).toContain('SIGKILL')
    engine.order({ do: 'start', epoch: 2, readingAgoMs: null })
    expect((await engine.hear('refused')).why).toBe('there is no guardian')
    await engine.opened()
    expect(family.filter(runs)).toEqual([])
    expect(await bench.ask()).toEqual({ kind: 'stopped', epoch: 2 })
  })

  it('a guardian told to end by a signal stops the services in order and is missed', async () => {
    const { engine, pid } = await serving(STUBBORN)
    signalProcess(await bench.guardian(), 'SIGTERM')
    expect(await engine.hear('stopped')).toEqual({ news: 'stopped', epoch: 2 })
    await engine.hear('gone')
    expect(runs(pid)).toBe(false)
    expect(engine.child.exitCode).toBeNull()
  })

  it('a guardian that stands still is noticed, ended and missed', async () => {
    const { engine } = await serving(PLAIN, { timing: { stopLimitMs: 100, stuckMs: 1_000 } })
    signalProcess(await bench.guardian(), 'SIGSTOP')
    expect((await engine.hear('gone')).why).toContain('SIGKILL')
  })

  it('closed in order: services stopped, the process gone, the engine unharmed', async () => {
    const { engine, pid } = await serving(PLAIN)
    const guardian = await bench.guardian()
    engine.order({ do: 'close' })
    await engine.hear('closed')
    expect([runs(pid), runs(guardian.pid)]).toEqual([false, false])
    expect(engine.child.exitCode).toBeNull()
  })
})

describe('opening', () => {
  it('names a missing runtime', async () => {
    const engine = await bench.engine({ nodePath: '/no/such/node' })
    engine.order({ do: 'open' })
    expect((await engine.hear('notOpen')).why).toBe(
      'The guardian of the services cannot be started: there is no Node runtime at /no/such/node.',
    )
  })

  it('refuses on a ledger that cannot be read: what runs is unknown', async () => {
    await fs.mkdir(path.join(bench.folder, 'guardian'))
    await fs.writeFile(path.join(bench.folder, 'guardian', 'services.json'), '{"epoch":')
    const engine = await bench.engine()
    engine.order({ do: 'open' })
    expect((await engine.hear('notOpen')).why).toContain('unknown which controlled services still run')
  })

  it('does not fail when the port is taken: it tries on', async () => {
    const engine = await bench.engine()
    const options = JSON.parse(engine.child.spawnargs.at(-1) ?? '{}')
    const other = net.createServer()
    await new Promise<void>((resolve) =>
      other.listen(options.word.port, options.word.ownAddress, () => resolve()),
    )
    await engine.opened()
    await until(() => engine.heardLog().includes('cannot listen on'))
    await new Promise((resolve) => other.close(resolve))
    await until(async () => (await bench.ask()).kind === 'stopped')
  })
})

describe('the word', () => {
  it('tells the engine, and nothing starts on what was read before it', async () => {
    const engine = await bench.engine({ services: [bench.service('pbx', PLAIN)] })
    await engine.opened()
    expect(await bench.ask()).toEqual({ kind: 'stopped', epoch: 0 })
    await engine.hear('wordGiven')
    engine.order({ do: 'start', epoch: 2, readingAgoMs: 60_000 })
    expect((await engine.hear('refused')).why).toContain('the peer was told "services stopped"')
    engine.order({ do: 'start', epoch: 2, readingAgoMs: 0 })
    await engine.hear('started')
    expect(await bench.ask()).toEqual({ kind: 'running', epoch: 2 })
  })

  it('is not given to a wrong key', async () => {
    const engine = await bench.engine()
    await engine.opened()
    expect(await bench.ask('another key')).toEqual({
      kind: 'none',
      detail: 'it closed the connection without a word',
    })
    await until(() => engine.heardLog().includes('did not prove the Redundancy Key'))
  })

  it('is not given by a port that refuses', async () => {
    expect(await bench.ask()).toMatchObject({ kind: 'none' })
  })
})
