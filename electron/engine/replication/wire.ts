import { z } from 'zod'
import { replicationView } from '../../../shared/contract/status.ts'
import { MalformedError, Reader } from './codec.ts'
import type { Entry } from './entry.ts'
import { type BytePath, refusalCodes } from './names.ts'

/**
 * The frames of the bulk channel. The first byte says which; control frames are JSON with a schema, the
 * others binary. Every frame has a limit; one that does not parse closes the channel.
 */

export const FRAME_LIMIT = 4 * 1024 * 1024
export const CONTROL_LIMIT = 512 * 1024
/** A file up to this travels inside a batch, a larger one in pieces. */
export const SMALL_LIMIT = 512 * 1024
export const PIECE_SIZE = 1024 * 1024
/** A batch is sent when it holds this many bytes or operations. */
export const BATCH_BYTES = 1024 * 1024
export const BATCH_OPERATIONS = 256
export const WIRE_VERSION = 1

export const FRAME = { control: 1, batch: 2, piece: 3, manifest: 4 } as const

const whole = z.number().int().nonnegative()
const detail = z.string().max(1024)
const name = z.string().max(20_000)
const setIds = z.array(z.string().max(64)).max(64)

export const failureCodes = ['diskFull', 'changedHere', 'writeFailed', 'gone'] as const
export type FailureCode = (typeof failureCodes)[number]

const progress = z
  .object({
    filesDone: whole,
    filesTotal: whole,
    bytesDone: whole,
    bytesTotal: whole,
    secondsLeft: z.number().nonnegative().nullable(),
  })
  .strict()

export const control = z.discriminatedUnion('kind', [
  /** Destination, first frame: who it is. */
  z.object({ kind: z.literal('hello'), version: whole, epoch: whole, sets: setIds }).strict(),
  /** Source's answer. */
  z.object({ kind: z.literal('welcome'), version: whole, epoch: whole, sets: setIds }).strict(),
  /** Either side, last frame: why not. */
  z.object({ kind: z.literal('refuse'), epoch: whole, detail }).strict(),
  /** Destination: the manifest is complete; `problems` names the sets it could not read. */
  z.object({ kind: z.literal('manifestEnd'), absentSets: setIds }).strict(),
  /** Destination: operation numbers of a batch that were not done; all others are, durably. */
  z
    .object({
      kind: z.literal('ack'),
      number: whole,
      refused: z.array(z.object({ at: whole, code: z.enum(refusalCodes) }).strict()).max(4096),
      failed: z.array(z.object({ at: whole, code: z.enum(failureCodes), detail }).strict()).max(4096),
    })
    .strict(),
  /** Source, twice a second: how far behind the acknowledged state is. */
  z
    .object({
      kind: z.literal('mark'),
      epoch: whole,
      isFirstDone: z.boolean(),
      oldestMs: z.number().nonnegative(),
      lagFiles: whole,
      lagBytes: z.number().nonnegative(),
      lagNames: z.array(z.object({ name, bytes: z.number(), ageMs: z.number() }).strict()).max(20),
      refused: z.array(z.object({ name, code: z.string().max(64) }).strict()).max(20),
      refusedCount: whole,
      progress: progress.nullable(),
      /** Why the source cannot vouch for its tree; null when it can. */
      problem: replicationView.shape.problem,
    })
    .strict(),
  /** Destination's answer to a mark. */
  z
    .object({
      kind: z.literal('alive'),
      epoch: whole,
      /** Grows while the standby looks over its own trees: a waiting run is not stuck. */
      looked: whole,
      problem: replicationView.shape.problem,
    })
    .strict(),
  /** Source: restate your tree and say its root. */
  z.object({ kind: z.literal('rootAsk'), epoch: whole, number: whole, isVerified: z.boolean() }).strict(),
  z
    .object({ kind: z.literal('rootAnswer'), number: whole, root: z.string().length(64), found: whole })
    .strict(),
])
export type Control = z.infer<typeof control>
export type ControlOf<K extends Control['kind']> = Extract<Control, { kind: K }>

export type Operation =
  | { readonly do: 'put'; readonly set: number; readonly entry: Entry; readonly data: Buffer }
  /** Content that stands at `from` on the destination; `move` takes it away from there. */
  | { readonly do: 'move' | 'copy'; readonly set: number; readonly entry: Entry; readonly from: BytePath }
  /** Content stays; mode, time and owner follow. Folders and links are made by it too. */
  | { readonly do: 'keep'; readonly set: number; readonly entry: Entry }
  | { readonly do: 'remove'; readonly set: number; readonly path: BytePath }
  /** The pieces of `transfer` are complete. */
  | { readonly do: 'finish'; readonly set: number; readonly entry: Entry; readonly transfer: number }
  | { readonly do: 'drop'; readonly set: number; readonly transfer: number }

export const OPERATION = { put: 1, move: 2, copy: 3, keep: 4, remove: 5, finish: 6, drop: 7 } as const

export interface Piece {
  readonly epoch: number
  readonly number: number
  readonly set: number
  readonly transfer: number
  readonly offset: number
  readonly data: Buffer
}

/** What the destination's tree holds; an entry of kind null says "nothing there" (a later finding). */
export interface Manifest {
  readonly epoch: number
  readonly set: number
  readonly present: readonly Entry[]
  readonly absent: readonly BytePath[]
}

export type Frame =
  | { readonly is: 'control'; readonly control: Control }
  | {
      readonly is: 'batch'
      readonly epoch: number
      readonly number: number
      readonly operations: Operation[]
    }
  | { readonly is: 'piece'; readonly piece: Piece }
  | { readonly is: 'manifest'; readonly manifest: Manifest }

export type Parsed =
  | { readonly ok: true; readonly frame: Frame }
  | { readonly ok: false; readonly detail: string }

export const parseFrame = (bytes: Buffer): Parsed => {
  if (bytes.length > FRAME_LIMIT)
    return { ok: false, detail: `a frame of ${bytes.length} bytes is over the limit` }
  if (bytes.length < 1) return { ok: false, detail: 'an empty frame' }
  try {
    return { ok: true, frame: frameOf(bytes) }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message.slice(0, 300) : 'unreadable' }
  }
}

const frameOf = (bytes: Buffer): Frame => {
  const reader = new Reader(bytes, 1)
  switch (bytes[0]) {
    case FRAME.control: {
      if (bytes.length > CONTROL_LIMIT) throw new MalformedError('a control frame is over the limit')
      const parsed = control.safeParse(JSON.parse(bytes.toString('utf8', 1)))
      if (!parsed.success) throw new MalformedError(`control frame: ${parsed.error.issues[0]?.message}`)
      return { is: 'control', control: parsed.data }
    }
    case FRAME.batch:
      return batchOf(reader)
    case FRAME.piece: {
      const piece = {
        epoch: reader.count(),
        number: reader.word(),
        set: reader.short(),
        transfer: reader.word(),
        offset: reader.count(),
        data: reader.slice(bytes.length - reader.at),
      }
      if (piece.data.length > PIECE_SIZE) throw new MalformedError('a piece is over the limit')
      return { is: 'piece', piece }
    }
    case FRAME.manifest:
      return manifestOf(reader)
    default:
      throw new MalformedError(`unknown frame ${bytes[0]}`)
  }
}

const batchOf = (reader: Reader): Frame => {
  const epoch = reader.count()
  const number = reader.word()
  const operations: Operation[] = []
  while (!reader.isAtEnd) {
    if (operations.length >= 4096) throw new MalformedError('too many operations in a batch')
    operations.push(operationOf(reader))
  }
  return { is: 'batch', epoch, number, operations }
}

const operationOf = (reader: Reader): Operation => {
  const code = reader.byte()
  const set = reader.short()
  switch (code) {
    case OPERATION.put: {
      const entry = content(reader.entry())
      return { do: 'put', set, entry, data: reader.slice(entry.size) }
    }
    case OPERATION.move:
      return { do: 'move', set, entry: content(reader.entry()), from: reader.bytes() }
    case OPERATION.copy:
      return { do: 'copy', set, entry: content(reader.entry()), from: reader.bytes() }
    case OPERATION.keep:
      return { do: 'keep', set, entry: reader.entry() }
    case OPERATION.remove:
      return { do: 'remove', set, path: reader.bytes() }
    case OPERATION.finish:
      return { do: 'finish', set, entry: content(reader.entry()), transfer: reader.word() }
    case OPERATION.drop:
      return { do: 'drop', set, transfer: reader.word() }
    default:
      throw new MalformedError(`unknown operation ${code}`)
  }
}

const content = (entry: Entry): Entry => {
  if (entry.kind !== 'file' || entry.hash === null) throw new MalformedError('content without a hash')
  return entry
}

const manifestOf = (reader: Reader): Frame => {
  const epoch = reader.count()
  const set = reader.short()
  const present: Entry[] = []
  const absent: BytePath[] = []
  while (!reader.isAtEnd) {
    const isPresent = reader.byte() === 1
    if (isPresent) present.push(reader.entry())
    else absent.push(reader.bytes())
  }
  return { is: 'manifest', manifest: { epoch, set, present, absent } }
}
