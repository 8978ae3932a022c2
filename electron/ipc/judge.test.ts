import { expect, test } from 'vitest'
import { windowAddress } from '../../shared/contract/desktop.ts'
import { MOST_FRAME_BYTES } from '../engine/admin/answer-call.ts'
import { judge, type Sender } from './judge.ts'

const ours = { name: 'a window of ours' }
const addressOf = (sender: object): string | null => (sender === ours ? windowAddress.home : null)
const from = (over: Partial<Sender<object>> = {}): Sender<object> => ({
  sender: ours,
  senderFrame: { url: windowAddress.home, parent: null },
  ...over,
})
const call = { kind: 'call', id: 1, method: 'status', input: {} }
const why = (event: Sender<object>, ...said: unknown[]): string => {
  const judged = judge(event, said.length === 0 ? JSON.stringify(call) : said[0], addressOf)
  return judged.ok ? judged.frame.kind : judged.why
}

test('a call and the wish for a window come through', () => {
  expect(judge(from(), JSON.stringify(call), addressOf)).toEqual({ ok: true, frame: call })
  expect(why(from(), '{"kind":"open","window":"administration"}')).toBe('open')
})

test.each([
  ['a window nobody of us made', from({ sender: { name: 'another' } }), 'strangeWindow'],
  ['no frame', from({ senderFrame: null }), 'noFrame'],
  ['a frame inside', from({ senderFrame: { url: windowAddress.home, parent: {} } }), 'innerFrame'],
  ['another page', from({ senderFrame: { url: 'https://example.org/', parent: null } }), 'wrongAddress'],
  ['no address', from({ senderFrame: { url: '', parent: null } }), 'wrongAddress'],
  [
    'the page of another window',
    from({ senderFrame: { url: windowAddress.administration, parent: null } }),
    'wrongAddress',
  ],
  [
    'more behind the address',
    from({ senderFrame: { url: `${windowAddress.home}?x`, parent: null } }),
    'wrongAddress',
  ],
])('%s is refused', (_about, event, refusal) => {
  expect(why(event)).toBe(refusal)
})

test('a frame that went away while it was looked at is none', () => {
  const gone = {
    get url(): string {
      throw new Error('Render frame was disposed before WebFrameMain could be accessed')
    },
    parent: null,
  }
  expect(why(from({ senderFrame: gone }))).toBe('noFrame')
})

test.each([
  ['an object', call, 'notText'],
  ['nothing', undefined, 'notText'],
  ['no JSON', '{', 'notAFrame'],
  ['another kind', '{"kind":"status"}', 'notAFrame'],
  ['an unknown window', '{"kind":"open","window":"https://example.org"}', 'notAFrame'],
  ['a link that is too long', JSON.stringify({ kind: 'logOn', link: 'x'.repeat(1025) }), 'notAFrame'],
  ['a log-on without its link', '{"kind":"logOn"}', 'notAFrame'],
  ['an unknown word of the warning', '{"kind":"warning","is":"elsewhere"}', 'notAFrame'],
  ['a member too many', JSON.stringify({ ...call, person: 'root' }), 'notAFrame'],
  ['too much', JSON.stringify({ ...call, input: 'x'.repeat(MOST_FRAME_BYTES) }), 'tooLarge'],
  ['too much in bytes', JSON.stringify({ ...call, input: 'é'.repeat(MOST_FRAME_BYTES / 2) }), 'tooLarge'],
])('%s is refused', (_about, text, refusal) => {
  expect(why(from(), text)).toBe(refusal)
})
