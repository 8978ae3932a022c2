import { nameIn, type SetState } from '../context.ts'
import { type Entry, isSettled, localOf, modeOf } from '../entry.ts'
import type { BytePath } from '../names.ts'
import { type ReadOutcome, readSmall } from '../reading.ts'
import { SMALL_LIMIT } from '../wire.ts'
import { keyOf } from './lag.ts'
import { countDone, type Sending } from './sending.ts'

/** Below this size content is sent rather than looked for elsewhere on the standby. */
const REUSE_FROM = 4096

/** The standby has it as it is here. */
export const settle = (sending: Sending, set: SetState, path: BytePath): void => {
  const item = sending.lag.nothingToSend(set, path)
  if (item !== null) countDone(sending.tally, keyOf(set, path), set.tree.get(path) ?? null)
}

/** Content known by hash: nothing, new attributes, a rename or a copy. False: it must be sent. */
export const sendKnown = (sending: Sending, set: SetState, local: Entry): boolean => {
  const { packing } = sending
  const remote = sending.remote.treeOf(set)
  const there = remote.get(local.path)
  if (there?.kind === 'file' && there.hash === local.hash) {
    if (isSettled(there, local)) {
      remote.set(local)
      settle(sending, set, local.path)
    } else packing.emit(set, local.path, local, (into) => into.keep(set.number, local))
    return true
  }
  if (local.hash === null || local.size < REUSE_FROM) return false
  const place = remote.placeOf(local.hash)
  if (place === undefined || place.path === local.path) return false
  // During the first replication old places are salvaged, not moved away.
  const isMove = !sending.session.isFirst && sending.observed.isGoneHere(set, place.path)
  if (isMove) {
    packing.emit(set, local.path, local, (into) => into.from('move', set.number, local, place.path))
    remote.delete(place.path)
  } else packing.emit(set, local.path, local, (into) => into.from('copy', set.number, local, place.path))
  return true
}

export const sendSmall = (sending: Sending, set: SetState, local: Entry) => {
  const { packing, retries } = sending
  const trust = retries.trustFor(set, local.path)
  const read = readSmall(set.root, local.path, SMALL_LIMIT, trust, (size) => packing.room(local, size))
  if (!read.ok) return notRead(sending, set, local, read)
  retries.succeeded('reading', set, local.path)
  const entry = withContent(local, read)
  remember(sending, set, entry)
  if (sendKnown(sending, set, entry)) return
  packing.emit(set, entry.path, entry, (into) => into.put(set.number, entry))
}

/** The entry as the reading found it. */
export const withContent = (local: Entry, read: Extract<ReadOutcome, { ok: true }>): Entry => ({
  ...local,
  size: read.stats.size,
  mtime: local.local?.mtime === read.stats.mtimeMs ? local.mtime : read.stats.mtimeMs,
  mode: modeOf('file', read.stats),
  uid: read.stats.uid,
  gid: read.stats.gid,
  hash: read.hash,
  local: localOf(read.stats, read.readAtWallMs),
})

export const remember = ({ context }: Sending, set: SetState, entry: Entry): void => {
  set.tree.set(entry)
  context.store.put(set.id, entry)
}

export const notRead = (
  { context, retries, tally, observed }: Sending,
  set: SetState,
  local: Entry,
  read: Extract<ReadOutcome, { ok: false }>,
) => {
  const name = nameIn(set, local.path)
  const count = retries.failed('reading', set, local.path)
  if (read.why === 'unreadable') {
    tally.failure = { code: 'unreadable', set, path: local.path }
    if (count === 1) context.log.warn(`Replication: ${name} cannot be read: ${read.detail}.`)
    return retries.again(set, local.path, 2_000)
  }
  observed.recheck(set, local.path)
  // It is looked at again: a new state is queued by the look; the same one is tried again.
  retries.again(set, local.path, retries.readingDelay(count))
}
