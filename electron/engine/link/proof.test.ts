import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { prove, proves, type Transcript } from './proof.ts'
import { stretchKey } from './stretched-key.ts'

const transcript: Transcript = {
  exporter: randomBytes(32),
  diallerHello: '{"kind":"hello","nonce":"a"}',
  listenerHello: '{"kind":"hello","nonce":"b"}',
  diallerFingerprint: 'aa',
  listenerFingerprint: 'bb',
}

test('a proof holds for its key, side, connection and time, and for nothing else', async () => {
  const key = await stretchKey('key')
  const mac = prove(key, 'dialler', transcript, 1)
  expect(proves(key, 'dialler', transcript, 1, mac)).toBe(true)
  expect(proves(await stretchKey('Key'), 'dialler', transcript, 1, mac)).toBe(false)
  expect(proves(key, 'listener', transcript, 1, mac)).toBe(false)
  expect(proves(key, 'dialler', transcript, 2, mac)).toBe(false)
  const others: Partial<Transcript>[] = [
    { exporter: randomBytes(32) },
    { diallerHello: transcript.listenerHello, listenerHello: transcript.diallerHello },
    { diallerFingerprint: 'bb', listenerFingerprint: 'aa' },
    // The same bytes, cut at another place.
    { diallerFingerprint: 'aab', listenerFingerprint: 'b' },
  ]
  for (const other of others) {
    expect(proves(key, 'dialler', { ...transcript, ...other }, 1, mac)).toBe(false)
  }
  expect(proves(key, 'dialler', transcript, 1, mac.slice(2))).toBe(false)
})

test('a key is stretched once, and the same for every way of typing it', async () => {
  expect(stretchKey('pässword')).toBe(stretchKey('pa\u0308ssword'))
  const again = stretchKey('key')
  for (const other of ['1', '2', '3', '4']) await stretchKey(other)
  expect(stretchKey('key')).not.toBe(again)
  expect((await stretchKey('key')).equals(await again)).toBe(true)
})
