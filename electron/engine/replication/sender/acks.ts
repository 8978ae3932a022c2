import type { ControlOf } from '../wire.ts'
import { keyOf } from './lag.ts'
import { failureDelay } from './retries.ts'
import { countDone, countPart, type Sending } from './sending.ts'

/** What the standby says of a frame: all of it is durably there, but for what it names. */
export const takeAck = (sending: Sending, ack: ControlOf<'ack'>): void => {
  const { context, lag, remote, retries, tally } = sending
  const sent = sending.window.acknowledged(ack.number)
  if (sent === undefined) return
  const { items, part } = sent
  if (part !== null) countPart(tally, keyOf(part.set, part.path), part.bytes)
  const notDone = new Set<number>()
  for (const { at, code } of ack.refused) {
    const item = items[at]
    if (item === undefined || item.path === '') continue
    notDone.add(at)
    const { set, path, entry } = item
    tally.parts.delete(keyOf(set, path))
    if (entry !== null) remote.refuses({ set, path, code, entry })
    remote.treeOf(set).delete(path)
    lag.acknowledged(set, path, ack.number)
  }
  for (const { at, code, detail } of ack.failed) {
    const item = items[at]
    if (item === undefined || item.path === '') continue
    notDone.add(at)
    const { set, path, entry } = item
    tally.parts.delete(keyOf(set, path))
    if (code === 'diskFull' || code === 'writeFailed') {
      if (tally.failure?.code !== code)
        context.log.warn(`Replication: the standby cannot write: ${code} ${detail}.`)
      tally.failure = { code, set, path }
    }
    // It counts as absent until a manifest says what really stands there.
    const tree = remote.treeOf(set)
    if (entry !== null && tree.get(path) === entry) tree.delete(path)
    lag.failed(set, path, ack.number)
    lag.note(set, path, entry?.size ?? 0, performance.now(), false)
    retries.again(set, path, failureDelay(code, retries.failed('writing', set, path)))
  }
  for (const [at, { set, path, entry }] of items.entries()) {
    if (notDone.has(at) || path === '' || !lag.acknowledged(set, path, ack.number)) continue
    countDone(tally, keyOf(set, path), entry)
    retries.succeeded('writing', set, path)
  }
  if (ack.failed.length === 0 && items.some((item) => item.entry?.kind === 'file')) tally.failure = null
  // A frame of failures alone is no progress: a run that only repeats itself has to end.
  if (notDone.size < Math.max(1, items.length)) context.progressed()
  context.changed()
}
