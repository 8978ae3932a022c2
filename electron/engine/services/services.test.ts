import http from 'node:http'
import type net from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { ServiceDefinition } from '../../../shared/contract/site.ts'
import { report as reportSchema } from '../../../shared/core/messages.ts'
import type { ServiceWatch } from '../ports.ts'
import { createServiceWatch, type ServiceWatchSettings } from './services.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A clock that can jump, as after a suspend. */
const jumpingClock = () => {
  let ahead = 0
  const jump = (ms: number) => {
    ahead += ms
  }
  return { now: () => performance.now() + ahead, jump }
}

const start = (more: Partial<ServiceWatchSettings> = {}) => {
  const clock = jumpingClock()
  const said: string[] = []
  const log = { info: (text: string) => said.push(text), warn: (text: string) => said.push(text) }
  const watch = createServiceWatch({
    services: [],
    voiceMailProbe: null,
    phonesUrl: null,
    intervalMs: 100,
    clock,
    log,
    processState: () => 'running',
    ...more,
  })
  cleanups.push(() => watch.close())
  return { watch, clock, said }
}

/** Resolves when the report, looked at now and at every change, is as wanted. */
const until = (watch: ServiceWatch, isSo: (report: ReturnType<ServiceWatch['report']>) => boolean) =>
  new Promise<ReturnType<ServiceWatch['report']>>((resolve) => {
    const look = () => {
      const report = watch.report()
      if (isSo(report)) resolve(report)
    }
    watch.onChange(look)
    look()
  })

const service = (id: string, more: Partial<ServiceDefinition> = {}): ServiceDefinition => ({
  id,
  shownAs: 'switching',
  runs: 'whenActive',
  runner: { kind: 'process', argv: ['sh'] },
  probe: { kind: 'process' },
  ...more,
})

const listening = async (server: net.Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.address() as AddressInfo).port
}

describe('rows', () => {
  it('a row no service is configured for says so', () => {
    const { watch } = start()
    const none = { value: 'notConfigured', ageMs: 0, detail: 'notConfigured', asked: 'runs' }
    expect(watch.report()).toEqual({
      switching: none,
      ipPhone: none,
      other: none,
      voiceMail: 'notConfigured',
      phones: null,
    })
  })

  it('is Unknown before the first look, and as bad as the worst of its services', async () => {
    const states: Record<string, 'running' | 'stopped'> = { one: 'running', two: 'stopped' }
    const { watch } = start({
      services: [service('one', { runs: 'onBoth' }), service('two', { runs: 'onBoth' })],
      processState: (id) => states[id] ?? 'unknown',
    })
    expect(watch.report().switching).toMatchObject({
      value: 'unknown',
      detail: expect.stringContaining('not looked'),
    })
    const { switching } = await until(watch, (report) => report.switching.value === 'down')
    expect(switching).toMatchObject({ detail: 'two: its process is not running', asked: 'runs' })
    states.two = 'running'
    await until(watch, (report) => report.switching.value === 'up')
  })

  it('IP Phone stands behind Switching', async () => {
    const { watch } = start({
      services: [
        service('pbx', { runs: 'onBoth' }),
        service('phones', { runs: 'onBoth', shownAs: 'ipPhone' }),
        service('logger', { runs: 'onBoth', shownAs: 'other' }),
      ],
      processState: (id) => (id === 'pbx' ? 'stopped' : 'running'),
    })
    const report = await until(
      watch,
      ({ other, switching }) => other.value === 'up' && switching.value === 'down',
    )
    expect(report.ipPhone).toMatchObject({
      value: 'unknown',
      detail: expect.stringContaining('stands behind'),
    })
  })

  it('stays Not configured behind a Switching Service that is Down', async () => {
    const { watch } = start({ services: [service('pbx', { runs: 'onBoth' })], processState: () => 'stopped' })
    const { ipPhone } = await until(watch, ({ switching }) => switching.value === 'down')
    expect(ipPhone.value).toBe('notConfigured')
  })

  it('fit into the control frame', async () => {
    const { watch } = start({ services: [service('pbx')] })
    await until(watch, ({ switching }) => switching.value === 'up')
    const parts = reportSchema.pick({
      switching: true,
      ipPhone: true,
      other: true,
      voiceMail: true,
      phones: true,
    })
    expect(parts.safeParse(watch.report()).success).toBe(true)
  })
})

describe('standby and active', () => {
  const services = [
    service('pbx', { probe: { kind: 'process' } }),
    service('logger', { runs: 'onBoth', shownAs: 'other' }),
  ]

  it('judges what runs only on the active by its readiness, the rest as it is', async () => {
    const asked: string[] = []
    const { watch } = start({
      services,
      processState: (id) => {
        asked.push(id)
        return 'stopped'
      },
    })
    const { switching } = await until(
      watch,
      (report) => report.switching.value === 'up' && report.other.value === 'down',
    )
    expect(switching.detail).toBe('ready')
    expect(asked).not.toContain('pbx')
  })

  it('starts anew, Unknown, at a change of role, and keeps what runs on both', async () => {
    const { watch } = start({ services, processState: (id) => (id === 'pbx' ? 'stopped' : 'running') })
    await until(watch, (report) => report.switching.value === 'up' && report.other.value === 'up')
    watch.setActive(true)
    expect(watch.report()).toMatchObject({ switching: { value: 'unknown' }, other: { value: 'up' } })
    await until(watch, (report) => report.switching.value === 'down')
    watch.setActive(false)
    await until(watch, (report) => report.switching.detail === 'ready')
  })

  it('is Down on a standby that could not start it', async () => {
    const { watch } = start({ services: [service('pbx', { readiness: ['sh', '-c', 'exit 7'] })] })
    const { switching } = await until(watch, (report) => report.switching.value === 'down')
    expect(switching).toMatchObject({ detail: 'pbx: not ready: sh exits 7', asked: 'ready' })
  })
})

describe('ages', () => {
  it('an answer is as old as its question, and too old a one is Unknown by itself', async () => {
    const { watch, clock } = start({ services: [service('pbx')], intervalMs: 60_000 })
    await until(watch, ({ switching }) => switching.value === 'up')
    clock.jump(90_000)
    const { switching } = watch.report()
    expect(switching.value).toBe('up')
    expect(switching.ageMs).toBeGreaterThanOrEqual(90_000)
    clock.jump(31_000)
    expect(watch.report().switching).toMatchObject({
      value: 'unknown',
      detail: expect.stringContaining('too long ago'),
    })
  })

  it('never looks twice at once, and a thing that hangs is Down, not Unknown', async () => {
    let open = 0
    let most = 0
    let looks = 0
    const server = http.createServer((request) => {
      open += 1
      looks += 1
      most = Math.max(most, open)
      request.socket.on('close', () => {
        open -= 1
      })
    })
    const url = `http://127.0.0.1:${await listening(server)}/`
    const { watch } = start({
      services: [service('pbx', { runs: 'onBoth', probe: { kind: 'http', url } })],
      intervalMs: 60,
    })
    await until(watch, ({ switching }) => switching.value === 'down')
    await expect.poll(() => looks).toBeGreaterThan(4)
    expect(watch.report().switching.value).toBe('down')
    expect(most).toBe(1)
  })
})

describe('voice mail and telephones', () => {
  const web = async () => {
    const state = { status: 200, body: '{"expected":["101","102"],"registered":["101"]}' }
    const server = http.createServer((_, response) => response.writeHead(state.status).end(state.body))
    return { state, url: `http://127.0.0.1:${await listening(server)}/` }
  }

  it('mean something on the active system only', async () => {
    const { url } = await web()
    const { watch } = start({ voiceMailProbe: { kind: 'http', url }, phonesUrl: url })
    expect(watch.report()).toMatchObject({ voiceMail: 'unknown', phones: 'unknown' })
    watch.setActive(true)
    const report = await until(
      watch,
      ({ voiceMail, phones }) => voiceMail === 'available' && phones !== 'unknown',
    )
    expect(report.phones).toEqual({ expected: ['101', '102'], registered: ['101'] })
    watch.setActive(false)
    expect(watch.report()).toMatchObject({ voiceMail: 'unknown', phones: 'unknown' })
  })

  it('voice mail that does not answer is unavailable', async () => {
    const { state, url } = await web()
    state.status = 503
    const { watch } = start({ voiceMailProbe: { kind: 'http', url } })
    watch.setActive(true)
    await until(watch, ({ voiceMail }) => voiceMail === 'unavailable')
  })

  it('a page that is not the list is named once, and no telephones are known', async () => {
    const { state, url } = await web()
    const { watch, said } = start({ phonesUrl: url, intervalMs: 40 })
    watch.setActive(true)
    await until(watch, ({ phones }) => phones !== 'unknown')
    state.body = '{}'
    await until(watch, ({ phones }) => phones === 'unknown')
    state.body = '{"expected":[],"registered":[]}'
    await until(watch, ({ phones }) => phones !== 'unknown')
    expect(said).toEqual([expect.stringContaining('phonesUrl must answer')])
  })
})

it('says nothing more after close', async () => {
  const { watch } = start({ services: [service('pbx', { runs: 'onBoth' })] })
  let isClosed = false
  watch.onChange(() => expect(isClosed).toBe(false))
  await until(watch, ({ switching }) => switching.value === 'up')
  watch.close()
  isClosed = true
  watch.setActive(true)
  expect(watch.report().switching.value).toBe('up')
})
