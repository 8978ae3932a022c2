import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Behaviour } from '../../../e2e/fixtures/kab-behaviour.ts'
import { dialects } from '../../../e2e/fixtures/kab-dialects.ts'
import {
  type KabEmulator,
  type KabEvent,
  type KabOptions,
  startKabEmulator,
} from '../../../e2e/fixtures/kab-emulator.ts'
import { createClock } from '../clock.ts'
import { createLineSwitch, type LineSwitchSettings } from './line-switch.ts'

const clock = createClock()
/** Long enough for a busy machine; only tests of a time-out use the short one. */
const AMPLE_MS = 5_000
const SHORT_MS = 300
/** For time-outs after something else had to happen. */
const LONGER_MS = 1_000
const never = () => clock.now() + 60_000

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const box = async (behaviour: Partial<Behaviour> = {}, options: KabOptions = {}) => {
  const events: KabEvent[] = []
  const listeners = new Set<() => void>()
  const emulator = await startKabEmulator({
    address: '127.0.0.3',
    password: 'PASS',
    cards: 2,
    behaviour,
    ...options,
    onEvent: (event) => {
      events.push(event)
      for (const listener of listeners) listener()
    },
  })
  cleanups.push(() => emulator.close())
  /** Resolves when so many events of this name have happened. */
  const happened = (name: string, count = 1) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (events.filter(({ event }) => event === name).length < count) return
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      look()
    })
  const named = (name: string) => events.filter(({ event }) => event === name)
  return { emulator, happened, named }
}

const driver = (emulator: Pick<KabEmulator, 'address' | 'port'>, more: Partial<LineSwitchSettings> = {}) => {
  const said: string[] = []
  const log = { info: (text: string) => said.push(text), warn: (text: string) => said.push(text) }
  const line = createLineSwitch({
    address: emulator.address,
    ownAddress: '127.0.0.5',
    port: emulator.port,
    password: 'PASS',
    cards: [1, 2],
    replyPattern: '',
    clock,
    log,
    ...more,
  })
  cleanups.push(() => line.close())
  return Object.assign(line, { said })
}

describe('reads where the lines are', () => {
  it.each(dialects.filter((dialect) => dialect !== 'keyed'))('in the dialect %s', async (dialect) => {
    const { emulator } = await box({ dialect })
    const line = driver(emulator)
    expect(await line.read(AMPLE_MS)).toMatchObject({ ok: true, position: 'A' })
    emulator.relays.move(2, 'B', 'hand', '')
    expect(await line.read(AMPLE_MS)).toEqual({ ok: true, position: 'mixed', detail: 'card 1 A, card 2 B' })
    emulator.relays.move(1, 'B', 'hand', '')
    expect(await line.read(AMPLE_MS)).toMatchObject({ ok: true, position: 'B' })
    emulator.relays.force(1, 'B')
    expect(await line.read(AMPLE_MS)).toEqual({
      ok: true,
      position: 'forcedLocally',
      detail: 'card 1 B forced locally, card 2 B',
    })
  })

  it.each(dialects.filter((dialect) => dialect !== 'keyed' && dialect !== 'lone'))(
    'without a list of cards, in the dialect %s',
    async (dialect) => {
      const { emulator } = await box({ dialect }, { cards: 3 })
      const line = driver(emulator, { cards: [] })
      expect(await line.read(AMPLE_MS)).toMatchObject({ ok: true, position: 'A' })
      emulator.relays.move(3, 'B', 'hand', '')
      expect(await line.read(AMPLE_MS)).toMatchObject({ ok: true, position: 'mixed' })
    },
  )

  it('looks at the configured cards only', async () => {
    const { emulator } = await box({}, { cards: 16 })
    emulator.relays.move(1, 'B', 'hand', '')
    expect(await driver(emulator, { cards: [3, 12] }).read(AMPLE_MS)).toMatchObject({ position: 'A' })
    expect(await driver(emulator, { cards: [1] }).read(AMPLE_MS)).toMatchObject({ position: 'B' })
  })

  it('calls from its own address, and leaves no session behind', async () => {
    const { emulator, named } = await box()
    await driver(emulator).read(AMPLE_MS)
    expect(named('query')).toMatchObject([{ sender: expect.stringContaining('127.0.0.5:') }])
    await expect.poll(() => emulator.state().sessions).toBe(0)
  })

  it('learns to ask card by card, a session each, when the box does not know "all"', async () => {
    const { emulator, named } = await box({ dialect: 'lone' })
    const line = driver(emulator)
    await line.read(AMPLE_MS)
    expect(named('query').map(({ card }) => card)).toEqual(['a', '1', '2'])
    await line.read(AMPLE_MS)
    expect(named('query').map(({ card }) => card)).toEqual(['a', '1', '2', '1', '2'])
    expect(new Set(named('query').map(({ sender }) => sender)).size).toBe(5)
  })

  it('is no reading when one configured card is missing', async () => {
    const { emulator } = await box()
    expect(await driver(emulator, { cards: [1, 2, 9] }).read(AMPLE_MS)).toEqual({
      ok: false,
      detail: expect.stringMatching(/^Card 9: The A\/B switch 127\.0\.0\.3:\d+ refused the request/),
    })
  })

  it('reads a foreign dialect by the settable pattern', async () => {
    const { emulator } = await box({ dialect: 'keyed' })
    expect(await driver(emulator).read(SHORT_MS)).toMatchObject({ ok: false })
    const line = driver(emulator, { replyPattern: '<k(?<card>\\d+);relay(?<side>[AB])(?<forced>;hand)?>' })
    expect(await line.read(AMPLE_MS)).toMatchObject({ ok: true, position: 'A' })
    emulator.relays.force(2, 'B')
    expect(await line.read(AMPLE_MS)).toMatchObject({ ok: true, position: 'forcedLocally' })
  })

  it('survives echo and answers that come byte by byte', async () => {
    const { emulator } = await box({ echo: true, pieceBytes: 1, dialect: 'terminal' })
    expect(await driver(emulator).read(AMPLE_MS)).toMatchObject({ ok: true, position: 'A' })
    expect(await driver(emulator, { cards: [] }).read(AMPLE_MS)).toMatchObject({ ok: true, position: 'A' })
  })
})

describe('moves the lines', () => {
  it('sets every configured card and no other', async () => {
    const { emulator } = await box({}, { cards: 3 })
    const line = driver(emulator, { cards: [1, 3] })
    expect(await line.set('B', never(), AMPLE_MS)).toMatchObject({ outcome: 'answered' })
    expect(emulator.relays.cards().map(({ side }) => side)).toEqual(['B', 'A', 'B'])
    expect(await line.read(AMPLE_MS)).toMatchObject({ ok: true, position: 'B' })
  })

  it('sets all at once when no cards are configured', async () => {
    const { emulator, named } = await box({}, { cards: 16 })
    expect(await driver(emulator, { cards: [] }).set('B', never(), AMPLE_MS)).toMatchObject({
      outcome: 'answered',
    })
    expect(named('set')).toMatchObject([{ card: 'a', side: 'B' }])
    expect(named('change')).toHaveLength(16)
  })

  it('writes nothing after its deadline', async () => {
    const { emulator, named } = await box()
    expect(await driver(emulator).set('B', clock.now() - 1, AMPLE_MS)).toEqual({
      outcome: 'notSent',
      detail: expect.stringContaining('The right to move the line ended'),
    })
    expect(named('set')).toEqual([])
  })

  it('checks the deadline after the wait for the box, not before', async () => {
    const { emulator, named } = await box({ delayMs: 150 })
    const line = driver(emulator, { cards: [1] })
    const reading = line.read(AMPLE_MS)
    expect(await line.set('B', clock.now() + 50, AMPLE_MS)).toMatchObject({ outcome: 'notSent' })
    expect(await reading).toMatchObject({ ok: true, position: 'A' })
    expect(named('set')).toEqual([])
  })

  it('does not take an answer with the old side for an answer to the set', async () => {
    const { emulator } = await box({ loseSets: true })
    expect(await driver(emulator).set('B', never(), AMPLE_MS)).toMatchObject({ outcome: 'unknown' })
  })

  it('does not know what became of a set the box did not answer', async () => {
    const { emulator } = await box({ silent: true })
    expect(await driver(emulator).set('B', never(), SHORT_MS)).toMatchObject({ outcome: 'unknown' })
    expect(emulator.relays.cards().map(({ side }) => side)).toEqual(['B', 'B'])
  })

  it('does not hold a late set for done', async () => {
    const { emulator, happened } = await box({ lateSetMs: 400 })
    const line = driver(emulator, { cards: [1] })
    expect(await line.set('B', never(), SHORT_MS)).toMatchObject({ outcome: 'unknown' })
    await happened('change')
    expect(await line.read(AMPLE_MS)).toMatchObject({ position: 'B' })
  })

  it('cannot move a card a person holds', async () => {
    const { emulator } = await box()
    emulator.relays.force(1, 'A')
    expect(await driver(emulator).set('B', never(), AMPLE_MS)).toMatchObject({ outcome: 'unknown' })
    expect(await driver(emulator).read(AMPLE_MS)).toMatchObject({ position: 'forcedLocally' })
  })
})

describe('a box in trouble is unverified, with a sentence', () => {
  it('babbling', async () => {
    const { emulator } = await box({ babble: true, deaf: true })
    expect(await driver(emulator).read(AMPLE_MS)).toEqual({
      ok: false,
      detail: expect.stringContaining('said more than a reply can be'),
    })
    await expect.poll(() => emulator.state().sessions).toBe(0)
  })

  it.each<[string, Partial<Behaviour>, RegExp]>([
    ['without power', { refuse: true }, /refused the connection/],
    ['hung', { deaf: true }, /did not answer in time/],
    ['silent', { silent: true }, /did not answer in time/],
    ['slower than the time-out', { delayMs: 2_000 }, /did not answer in time/],
    ['stopping in the middle', { cutAfter: 6 }, /gave no whole answer in time: "CARD/],
  ])('%s', async (_, behaviour, detail) => {
    const { emulator } = await box(behaviour)
    const line = driver(emulator)
    expect(await line.read(LONGER_MS)).toEqual({ ok: false, detail: expect.stringMatching(detail) })
    await expect.poll(() => emulator.state().sessions).toBe(0)
  })

  it.each<[Behaviour['wrongPassword'], RegExp]>([
    ['error', /refused the request \(check its password and cards\): "INVALID PASSWORD"/],
    ['close', /closed the connection without an answer/],
    ['silent', /did not answer in time/],
  ])('wrong password, the box answers by %s', async (wrongPassword, detail) => {
    const { emulator, named } = await box({ wrongPassword })
    const line = driver(emulator, { password: 'SECRET' })
    expect(await line.read(LONGER_MS)).toEqual({ ok: false, detail: expect.stringMatching(detail) })
    await line.set('B', never(), LONGER_MS)
    expect(named('change')).toEqual([])
    expect(line.said.join()).not.toContain('SECRET')
  })

  it('at an address nobody has', async () => {
    const line = driver({ address: '192.0.2.1', port: 9100 }, { ownAddress: '' })
    expect(await line.read(SHORT_MS)).toMatchObject({ ok: false })
    expect(await line.set('A', never(), SHORT_MS)).toMatchObject({ outcome: 'notSent' })
  })

  it('called from an address this server does not have', async () => {
    const { emulator } = await box()
    expect(await driver(emulator, { ownAddress: '192.0.2.7' }).read(SHORT_MS)).toEqual({
      ok: false,
      detail: expect.stringContaining('This server has no address 192.0.2.7'),
    })
  })

  it('is logged once, and once more when it is over', async () => {
    const { emulator } = await box({ refuse: true })
    const line = driver(emulator)
    await line.read(SHORT_MS)
    await line.read(SHORT_MS)
    await emulator.behave({ refuse: false })
    await line.read(AMPLE_MS)
    await line.read(AMPLE_MS)
    expect(line.said).toEqual([expect.stringContaining('refused'), expect.stringContaining('answers again')])
  })

  it("never takes an earlier question's late answer for its own", async () => {
    const { emulator, named } = await box({ delayMs: 400 })
    const line = driver(emulator, { cards: [1] })
    expect(await line.read(SHORT_MS)).toMatchObject({ ok: false })
    emulator.relays.move(1, 'B', 'hand', '')
    await emulator.behave({ delayMs: 0 })
    expect(await line.read(AMPLE_MS)).toMatchObject({ ok: true, position: 'B' })
    expect(named('query')).toHaveLength(2)
  })
})

describe('a session held by another', () => {
  const hold = (emulator: KabEmulator) =>
    new Promise<net.Socket>((resolve) => {
      const socket = net.connect({ host: emulator.address, port: emulator.port }, () => resolve(socket))
      socket.on('error', () => {})
      cleanups.push(() => socket.destroy())
    })

  it.each(['wait', 'close'] as const)('keeps this one out (others: %s)', async (further) => {
    const { emulator, happened } = await box({ further })
    await hold(emulator)
    await happened('session')
    const line = driver(emulator)
    expect(await line.read(SHORT_MS)).toMatchObject({ ok: false })
    expect(await line.set('B', never(), SHORT_MS)).toMatchObject({
      outcome: expect.stringMatching(/unknown|notSent/),
    })
    expect(emulator.relays.history()).toEqual([])
  })

  it.each(['wait', 'close'] as const)('is waited for (others: %s)', async (further) => {
    const { emulator, happened } = await box({ further })
    const holder = await hold(emulator)
    await happened('session')
    const reading = driver(emulator).read(AMPLE_MS)
    if (further === 'close') await happened('turnedAway')
    holder.destroy()
    expect(await reading).toMatchObject({ ok: true, position: 'A' })
  })

  it('takes its requests back when their time is over: none is executed later', async () => {
    const { emulator, happened, named } = await box()
    const holder = await hold(emulator)
    await happened('session')
    await driver(emulator).set('B', never(), SHORT_MS)
    holder.destroy()
    expect(await driver(emulator).read(AMPLE_MS)).toMatchObject({ ok: true, position: 'A' })
    expect(named('set')).toEqual([])
  })
})

describe('one session at a time', () => {
  it('in the order of asking, each within its own time', async () => {
    const { emulator, named } = await box({ further: 'close', delayMs: 200 })
    const line = driver(emulator, { cards: [1] })
    const [first, tooShort, moved, last] = await Promise.all([
      line.read(AMPLE_MS),
      line.read(50),
      line.set('B', never(), AMPLE_MS),
      line.read(AMPLE_MS),
    ])
    expect(first).toMatchObject({ ok: true, position: 'A' })
    expect(tooShort).toEqual({ ok: false, detail: expect.stringContaining('still running') })
    expect(moved).toMatchObject({ outcome: 'answered' })
    expect(last).toMatchObject({ ok: true, position: 'B' })
    expect(named('turnedAway')).toEqual([])
  })

  it('close ends what runs and what waits, and answers everything after', async () => {
    const { emulator, happened } = await box({ silent: true })
    const line = driver(emulator)
    const running = line.read(60_000)
    const waiting = line.read(60_000)
    const moving = line.set('B', never(), 60_000)
    await happened('query')
    line.close()
    for (const answer of [running, waiting, line.read(60_000)]) {
      expect(await answer).toEqual({ ok: false, detail: 'The line switch driver was closed.' })
    }
    expect(await moving).toMatchObject({ outcome: 'notSent' })
    await expect.poll(() => emulator.state().sessions).toBe(0)
    expect(emulator.relays.history()).toEqual([])
  })
})

describe('settings that cannot work say so in every answer', () => {
  it.each<[string, Partial<LineSwitchSettings>, RegExp]>([
    ['pattern', { replyPattern: '(' }, /replyPattern is not a regular expression/],
    ['password', { password: 'a\r' }, /password/],
  ])('%s', async (_, settings, detail) => {
    const { emulator, named } = await box()
    const line = driver(emulator, settings)
    expect(await line.read(AMPLE_MS)).toEqual({ ok: false, detail: expect.stringMatching(detail) })
    expect(await line.set('A', never(), AMPLE_MS)).toEqual({
      outcome: 'notSent',
      detail: expect.stringMatching(detail),
    })
    expect(named('session')).toEqual([])
  })
})
