import type { Context, SetState } from './context.ts'
import { nameIn } from './context.ts'
import { type Entry, isEqual, isSettled, localOf, modeOf } from './entry.ts'
import { createLag, keyOf, type Lag, type LagItem } from './lag.ts'
import { type BytePath, parentOf, type RefusalCode } from './names.ts'
import { Batch, pieceFrame } from './pack.ts'
import type { PipeEnd } from './pipe.ts'
import { type ReadOutcome, readLarge, readSmall, type Trust } from './reading.ts'
import type { Slicer } from './slices.ts'
import { byteOrder, Tree } from './tree.ts'
import { type ControlOf, type FailureCode, type Manifest, SMALL_LIMIT } from './wire.ts'

/**
 * The source's sending side: knows what the standby holds (its manifest, then every acknowledged or sent
 * operation), and sends whatever differs, packed and pipelined, never waiting for one file.
 */
export interface Sender {
  readonly lag: Lag
  /** The standby refused these names by rule. */
  readonly refusedThere: ReadonlyMap<string, { set: SetState; path: BytePath; code: RefusalCode }>
  isRefusedThere(set: SetState, path: BytePath): boolean
  /** It was written at every reading so far: only the final sync can take it as it is. */
  isRestless(item: LagItem): boolean
  /** The entry of a path changed here. */
  changed(set: SetState, path: BytePath, ageMs: number): void
  manifest(manifest: Manifest): void
  /** The manifest is complete: the difference is the work. Returns its size. */
  begin(pipe: PipeEnd, isFirst: boolean): { files: number; bytes: number }
  acknowledged(ack: ControlOf<'ack'>): void
  /** The channel broke: what is on its way is not known. */
  end(): void
  /** The last failure the standby told, for a waiting person. */
  readonly failure: { code: FailureCode | 'unreadable'; name: string } | null
  /** Nothing to send, nothing on its way. */
  readonly isIdle: boolean
  readonly filesDone: number
  readonly bytesDone: number
  /** From now a file that someone keeps writing is sent as it was read after a few tries. */
  setPatience(patience: 'wait' | 'short'): void
  stop(): Promise<void>
}

const WINDOW_BYTES = 32 * 1024 * 1024
/** Below this size content is sent rather than looked for elsewhere on the standby. */
const REUSE_FROM = 4096
const LARGE_LANES = 2
const TRIES_WHEN_SHORT = 3

interface Sent {
  readonly bytes: number
  readonly items: readonly { readonly set: SetState; readonly path: BytePath; readonly entry: Entry | null }[]
}

export const createSender = (
  context: Context,
  epoch: number,
  slicer: Slicer,
  /** Asks the observer to look at a path again. */
  recheck: (set: SetState, path: BytePath) => void,
  isGoneHere: (set: SetState, path: BytePath) => boolean,
): Sender => {
  const { sets, store, log } = context
  const lag = createLag()
  const remotes = new Map<SetState, Tree>(sets.map((set) => [set, new Tree()]))
  const remoteSizes = new Set<number>()
  const queue = new Map<string, { set: SetState; path: BytePath }>()
  const inFlight = new Map<number, Sent>()
  const refusedThere = new Map<
    string,
    { set: SetState; path: BytePath; code: RefusalCode; entry: Entry | undefined }
  >()
  const tries = new Map<string, number>()
  const retryTimers = new Map<string, NodeJS.Timeout>()
  const largeBusy = new Set<string>()
  let inFlightBytes = 0
  let pipe: PipeEnd | null = null
  let session = 0
  let batch: Batch | null = null
  let batchItems: { set: SetState; path: BytePath; entry: Entry | null }[] = []
  let number = 0
  let transfers = 0
  let isPumping = false
  let isStopped = false
  let isFirstSession = false
  let patience: 'wait' | 'short' = 'wait'
  let failure: Sender['failure'] = null
  let filesDone = 0
  let bytesDone = 0
  let roomWakers: (() => void)[] = []
  let pumping: Promise<void> = Promise.resolve()
  const larges = new Set<Promise<void>>()

  const remoteOf = (set: SetState): Tree => {
    const remote = remotes.get(set)
    if (remote === undefined) throw new Error(`no remote tree for ${set.id}`)
    return remote
  }

  const crash = (error: unknown): void => {
    setImmediate(() => {
      throw error
    })
  }

  // ---- window ----

  const wakeRoom = (): void => {
    const woken = roomWakers
    roomWakers = []
    for (const waker of woken) waker()
  }

  const waitForRoom = async (): Promise<void> => {
    while (pipe !== null && !isStopped) {
      const channelRoom = pipe.room()
      if (channelRoom !== undefined) await channelRoom
      else if (inFlightBytes >= WINDOW_BYTES) {
        await new Promise<void>((resolve) => {
          roomWakers.push(resolve)
        })
      } else return
    }
  }

  const nextNumber = (): number => {
    number = (number + 1) % 2 ** 32
    return number
  }

  const send = (as: number, frame: Uint8Array, items: Sent['items']): void => {
    inFlight.set(as, { bytes: frame.byteLength, items })
    inFlightBytes += frame.byteLength
    pipe?.send(frame)
  }

  const openBatch = (): Batch => {
    batch ??= new Batch(epoch, nextNumber(), queue.size > 8 ? 'many' : 'few')
    return batch
  }

  const flush = (): void => {
    if (batch === null || batch.operations === 0) return
    const full = batch
    const items = batchItems
    batch = null
    batchItems = []
    send(full.number, full.take(), items)
  }

  /** One operation into the open batch; from now the standby is taken to hold `entry`. */
  const emit = (set: SetState, path: BytePath, entry: Entry | null, write: (into: Batch) => void): void => {
    const into = openBatch()
    write(into)
    batchItems.push({ set, path, entry })
    const remote = remoteOf(set)
    if (entry === null) remote.delete(path)
    else {
      remote.set(entry)
      if (entry.size > SMALL_LIMIT) remoteSizes.add(entry.size)
    }
    lag.sent(set, path, entry?.size ?? 0, into.number)
    if (into.isFull) flush()
  }

  // ---- what one path needs ----

  const settle = (set: SetState, path: BytePath): void => {
    const item = lag.nothingToSend(set, path)
    if (item !== null) count(item.bytes)
  }

  const count = (bytes: number): void => {
    filesDone += 1
    bytesDone += bytes
  }

  const removeThere = (set: SetState, path: BytePath): void => {
    const remote = remoteOf(set)
    for (const child of [path, ...remote.below(path)].sort(byteOrder).reverse()) {
      if (remote.get(child) !== undefined) emit(set, child, null, (into) => into.remove(set.number, child))
    }
  }

  const work = (set: SetState, path: BytePath) => {
    const key = keyOf(set, path)
    const local = set.tree.get(path)
    const remote = remoteOf(set)
    const refusal = refusedThere.get(key)
    if (refusal !== undefined) {
      if (refusal.entry === local && local !== undefined) return settle(set, path)
      refusedThere.delete(key)
    }
    if (local === undefined) {
      if (remote.get(path) !== undefined) removeThere(set, path)
      else settle(set, path)
      return
    }
    const parent = parentOf(path)
    if (parent !== '' && remote.get(parent)?.kind !== 'folder') {
      const parentRefusal = refusedThere.get(keyOf(set, parent))
      if (parentRefusal !== undefined) {
        refusedThere.set(key, { set, path, code: 'parentMissing', entry: local })
        return settle(set, path)
      }
      if (set.tree.get(parent)?.kind === 'folder') {
        queue.delete(keyOf(set, parent))
        work(set, parent)
        if (remote.get(parent)?.kind !== 'folder') return again(set, path, 50)
      } else return again(set, path, 50)
    }
    const there = remote.get(path)
    if (there !== undefined && there.kind !== local.kind) removeThere(set, path)
    if (local.kind !== 'file') {
      const now = remote.get(path)
      if (now !== undefined && isSettled(now, local)) {
        if (now !== local) remote.set(local)
        settle(set, path)
      } else emit(set, path, local, (into) => into.keep(set.number, local))
      return
    }
    if (local.hash !== null && sendKnown(set, local)) return
    if (local.size > SMALL_LIMIT) {
      startLarge(set, local)
      return
    }
    sendSmall(set, local)
  }

  /** Content known by hash: nothing, new attributes, a rename or a copy. False: it must be sent. */
  const sendKnown = (set: SetState, local: Entry): boolean => {
    const remote = remoteOf(set)
    const there = remote.get(local.path)
    if (there?.kind === 'file' && there.hash === local.hash) {
      if (isSettled(there, local)) {
        remote.set(local)
        settle(set, local.path)
      } else emit(set, local.path, local, (into) => into.keep(set.number, local))
      return true
    }
    if (local.hash === null || local.size < REUSE_FROM) return false
    const place = remote.placeOf(local.hash)
    if (place === undefined || place.path === local.path) return false
    // During the first replication old places are salvaged, not moved away.
    const isMove = !isFirstSession && isGoneHere(set, place.path)
    if (isMove) {
      emit(set, local.path, local, (into) => into.from('move', set.number, local, place.path))
      remote.delete(place.path)
    } else emit(set, local.path, local, (into) => into.from('copy', set.number, local, place.path))
    return true
  }

  const withContent = (local: Entry, read: Extract<ReadOutcome, { ok: true }>): Entry => ({
    ...local,
    size: read.stats.size,
    mtime: local.local?.mtime === read.stats.mtimeMs ? local.mtime : read.stats.mtimeMs,
    mode: modeOf('file', read.stats),
    uid: read.stats.uid,
    gid: read.stats.gid,
    hash: read.hash,
    local: localOf(read.stats, read.readAtWallMs),
  })

  const remember = (set: SetState, entry: Entry): void => {
    set.tree.set(entry)
    store.put(set.id, entry)
  }

  const trustFor = (key: string): Trust =>
    patience === 'short' && (tries.get(key) ?? 0) >= TRIES_WHEN_SHORT ? 'asRead' : 'unchanged'

  const sendSmall = (set: SetState, local: Entry) => {
    const key = keyOf(set, local.path)
    const into = openBatch()
    const read = readSmall(set.root, local.path, SMALL_LIMIT, trustFor(key), (size) => into.room(local, size))
    if (!read.ok) return notRead(set, local, read)
    tries.delete(key)
    const entry = withContent(local, read)
    remember(set, entry)
    if (sendKnown(set, entry)) return
    emit(set, entry.path, entry, (batched) => batched.put(set.number, entry))
  }

  const notRead = (set: SetState, local: Entry, read: Extract<ReadOutcome, { ok: false }>) => {
    const key = keyOf(set, local.path)
    const count = (tries.get(key) ?? 0) + 1
    tries.set(key, count)
    if (read.why === 'unreadable') {
      failure = { code: 'unreadable', name: nameIn(set, local.path) }
      if (count === 1) log.warn(`Replication: ${nameIn(set, local.path)} cannot be read: ${read.detail}.`)
      return again(set, local.path, 2_000)
    }
    recheck(set, local.path)
    // It is looked at again: a new state is queued by the look; the same one is tried again.
    again(set, local.path, patience === 'short' ? 5 : Math.min(20 * count, 1_000))
  }

  const again = (set: SetState, path: BytePath, afterMs: number): void => {
    const key = keyOf(set, path)
    clearTimeout(retryTimers.get(key))
    retryTimers.set(
      key,
      setTimeout(() => {
        retryTimers.delete(key)
        enqueue(set, path)
      }, afterMs),
    )
  }

  // ---- large files, beside the small ones ----

  const startLarge = (set: SetState, local: Entry) => {
    const key = keyOf(set, local.path)
    if (largeBusy.has(key)) return
    if (largeBusy.size >= LARGE_LANES) return again(set, local.path, 20)
    largeBusy.add(key)
    const run = sendLarge(set, local)
      .catch(crash)
      .finally(() => {
        largeBusy.delete(key)
        larges.delete(run)
        if (!isStopped && (lag.get(set, local.path)?.unsentSince ?? null) !== null) {
          if (set.tree.get(local.path)?.hash !== null || !tries.has(key)) enqueue(set, local.path)
        }
      })
    larges.add(run)
  }

  const sendLarge = async (set: SetState, local: Entry): Promise<void> => {
    const key = keyOf(set, local.path)
    const began = session
    const isOver = () => isStopped || session !== began
    if (local.hash === null && remoteSizes.has(local.size)) {
      // Content of this size stands there: it may be a touch or a rename, which costs no transfer.
      const read = await readLarge(set.root, local.path, trustFor(key), slicer, isOver, () => undefined)
      if (isOver() || set.tree.get(local.path) !== local) return
      if (!read.ok) return notRead(set, local, read)
      const entry = withContent(local, read)
      remember(set, entry)
      if (sendKnown(set, entry)) {
        tries.delete(key)
        flushSoon()
        return
      }
    }
    transfers = (transfers + 1) % 2 ** 32
    const transfer = transfers
    const read = await readLarge(
      set.root,
      local.path,
      trustFor(key),
      slicer,
      isOver,
      async (chunk, offset) => {
        await waitForRoom()
        if (isOver()) return
        const as = nextNumber()
        send(as, pieceFrame({ epoch, number: as, set: set.number, transfer, offset }, chunk), [])
      },
    )
    if (isOver()) return
    const now = set.tree.get(local.path)
    const isStill = now !== undefined && (now === local || (read.ok && now.hash === read.hash))
    if (!read.ok || !isStill) {
      openBatch().drop(set.number, transfer)
      batchItems.push({ set, path: '', entry: null })
      flushSoon()
      if (!read.ok) notRead(set, local, read)
      return
    }
    tries.delete(key)
    const entry = withContent(now, read)
    remember(set, entry)
    emit(set, entry.path, entry, (into) => into.finish(set.number, entry, transfer))
    flushSoon()
  }

  const flushSoon = (): void => {
    if (!isPumping) flush()
  }

  // ---- the pump ----

  const enqueue = (set: SetState, path: BytePath): void => {
    if (isStopped) return
    queue.set(keyOf(set, path), { set, path })
    pump()
  }

  const pump = (): void => {
    if (isPumping || pipe === null || isStopped || queue.size === 0) return
    isPumping = true
    pumping = run()
    pumping.catch(crash)
  }

  const run = async (): Promise<void> => {
    try {
      while (queue.size > 0 && pipe !== null && !isStopped) {
        if (inFlightBytes >= WINDOW_BYTES || pipe.room() !== undefined) {
          flush()
          await waitForRoom()
          continue
        }
        const [key, item] = queue.entries().next().value as [string, { set: SetState; path: BytePath }]
        queue.delete(key)
        work(item.set, item.path)
        if (slicer.isDue()) await slicer.breathe()
      }
      if (pipe !== null) flush()
    } finally {
      isPumping = false
      if (queue.size > 0) setImmediate(pump)
    }
  }

  const retryDelay = (code: FailureCode, key: string): number => {
    const count = (tries.get(key) ?? 0) + 1
    tries.set(key, count)
    return code === 'changedHere' || code === 'gone'
      ? Math.min(20 * count, 1_000)
      : Math.min(250 * 2 ** count, 5_000)
  }

  return {
    lag,
    refusedThere,
    isRefusedThere: (set, path) => {
      const refusal = refusedThere.get(keyOf(set, path))
      return refusal !== undefined && refusal.entry === set.tree.get(path)
    },
    isRestless: ({ set, path }) => (tries.get(keyOf(set, path)) ?? 0) >= TRIES_WHEN_SHORT,
    get failure() {
      return failure
    },
    get isIdle() {
      return (
        queue.size === 0 &&
        inFlight.size === 0 &&
        !isPumping &&
        largeBusy.size === 0 &&
        retryTimers.size === 0
      )
    },
    get filesDone() {
      return filesDone
    },
    get bytesDone() {
      return bytesDone
    },
    changed: (set, path, ageMs) => {
      const size = set.tree.get(path)?.size ?? 0
      if (pipe === null && remoteOf(set).count === 0 && session === 0) return
      lag.note(set, path, size, performance.now() - ageMs, false)
      enqueue(set, path)
      context.changed()
    },
    manifest: ({ set: setNumber, present, absent }) => {
      const set = sets[setNumber]
      if (set === undefined) return
      const remote = remoteOf(set)
      for (const entry of present) remote.set(entry)
      for (const path of absent) remote.delete(path)
      if (pipe === null) return
      for (const path of [...present.map((entry) => entry.path), ...absent]) {
        const [here, there] = [set.tree.get(path), remote.get(path)]
        if (here === undefined && there === undefined) continue
        if (here !== undefined && there !== undefined && isSettled(here, there)) continue
        if (retryTimers.has(keyOf(set, path))) continue
        lag.note(set, path, here?.size ?? 0, performance.now(), false)
        enqueue(set, path)
      }
    },
    begin: (opened, isFirst) => {
      pipe = opened
      session += 1
      isFirstSession = isFirst
      filesDone = 0
      bytesDone = 0
      let files = 0
      let bytes = 0
      const now = performance.now()
      const wall = Date.now()
      const add = (set: SetState, path: BytePath, entry: Entry | undefined) => {
        const changedAt = Math.max(entry?.local?.ctime ?? wall, entry?.local?.mtime ?? wall)
        const age = isFirst ? 0 : Math.max(0, Math.min(wall - changedAt, now))
        lag.note(set, path, entry?.size ?? 0, now - age, isFirst)
        queue.set(keyOf(set, path), { set, path })
        files += 1
        bytes += entry?.size ?? 0
      }
      for (const set of sets) {
        const remote = remoteOf(set)
        for (const entry of remote.values()) if (entry.size > SMALL_LIMIT) remoteSizes.add(entry.size)
        for (const path of set.tree.paths()) {
          const here = set.tree.get(path)
          const there = remote.get(path)
          if (here === undefined) continue
          if (there !== undefined && isSettled(here, there) && (here.kind !== 'file' || here.hash !== null)) {
            if (isEqual(here, there)) remote.set(here)
            lag.drop(set, path)
          } else add(set, path, here)
        }
        for (const path of [...remote.paths()].reverse()) {
          if (set.tree.get(path) === undefined) add(set, path, undefined)
        }
      }
      // Gone here and there: the acknowledgement was lost with the last channel.
      lag.keepOnly((key) => queue.has(key))
      pump()
      return { files, bytes }
    },
    acknowledged: (ack) => {
      const sent = inFlight.get(ack.number)
      if (sent === undefined) return
      inFlight.delete(ack.number)
      inFlightBytes -= sent.bytes
      wakeRoom()
      const bad = new Map<number, FailureCode>()
      for (const { at, code } of ack.refused) {
        const item = sent.items[at]
        if (item === undefined || item.path === '') continue
        bad.set(at, 'gone')
        if (item.entry !== null) {
          refusedThere.set(keyOf(item.set, item.path), {
            set: item.set,
            path: item.path,
            code,
            entry: item.entry,
          })
        }
        remoteOf(item.set).delete(item.path)
        lag.acknowledged(item.set, item.path, ack.number)
      }
      for (const { at, code, detail } of ack.failed) {
        const item = sent.items[at]
        if (item === undefined || item.path === '') continue
        bad.set(at, code)
        const key = keyOf(item.set, item.path)
        if (code === 'diskFull' || code === 'writeFailed') {
          if (failure?.code !== code) log.warn(`Replication: the standby cannot write: ${code} ${detail}.`)
          failure = { code, name: nameIn(item.set, item.path) }
        }
        // What it holds there came as a manifest before; without one the item counts as absent.
        const there = remoteOf(item.set).get(item.path)
        if (there === item.entry && item.entry !== null) remoteOf(item.set).delete(item.path)
        lag.failed(item.set, item.path, ack.number)
        lag.note(item.set, item.path, item.entry?.size ?? 0, performance.now(), false)
        again(item.set, item.path, retryDelay(code, key))
      }
      for (const [at, item] of sent.items.entries()) {
        if (bad.has(at) || item.path === '') continue
        const bytes = item.entry?.size ?? 0
        if (lag.acknowledged(item.set, item.path, ack.number)) {
          count(bytes)
          tries.delete(keyOf(item.set, item.path))
        }
      }
      if (ack.failed.length === 0 && sent.items.some((item) => item.entry?.kind === 'file')) failure = null
      // A frame of failures alone is no progress: a run that only repeats itself has to end.
      if (bad.size < Math.max(1, sent.items.length)) context.progressed()
      context.changed()
      pump()
    },
    end: () => {
      pipe = null
      session += 1
      batch = null
      batchItems = []
      inFlight.clear()
      inFlightBytes = 0
      queue.clear()
      for (const timer of retryTimers.values()) clearTimeout(timer)
      retryTimers.clear()
      refusedThere.clear()
      remoteSizes.clear()
      for (const set of sets) remotes.set(set, new Tree())
      lag.unsend()
      wakeRoom()
    },
    setPatience: (wanted) => {
      patience = wanted
    },
    stop: async () => {
      isStopped = true
      session += 1
      for (const timer of retryTimers.values()) clearTimeout(timer)
      retryTimers.clear()
      wakeRoom()
      await pumping
      await Promise.all(larges)
    },
  }
}
