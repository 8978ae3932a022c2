import { entrySize, putBytes, putEntry } from './codec.ts'
import type { Entry } from './entry.ts'
import type { BytePath } from './names.ts'
import { BATCH_BYTES, BATCH_OPERATIONS, type Control, FRAME, OPERATION } from './wire.ts'

/** Writers of frames. What they return owns its memory alone, so that it can be handed to another thread. */

export const controlFrame = (control: Control): Uint8Array => {
  const text = Buffer.from(JSON.stringify(control), 'utf8')
  const frame = Buffer.allocUnsafeSlow(text.length + 1)
  frame[0] = FRAME.control
  text.copy(frame, 1)
  return frame
}

export const pieceFrame = (
  head: { epoch: number; number: number; set: number; transfer: number; offset: number },
  data: Buffer,
): Uint8Array => {
  const frame = Buffer.allocUnsafeSlow(27 + data.length)
  let at = frame.writeUInt8(FRAME.piece, 0)
  at = frame.writeDoubleLE(head.epoch, at)
  at = frame.writeUInt32LE(head.number, at)
  at = frame.writeUInt16LE(head.set, at)
  at = frame.writeUInt32LE(head.transfer, at)
  at = frame.writeDoubleLE(head.offset, at)
  data.copy(frame, at)
  return frame
}

/** Grows by doubling; what was taken is not touched again. */
class Slab {
  buffer: Buffer
  at = 0

  constructor(size: number) {
    this.buffer = Buffer.allocUnsafeSlow(size)
  }

  need(more: number): void {
    if (this.at + more <= this.buffer.length) return
    let size = this.buffer.length * 2
    while (size < this.at + more) size *= 2
    const larger = Buffer.allocUnsafeSlow(size)
    this.buffer.copy(larger, 0, 0, this.at)
    this.buffer = larger
  }

  take(): Uint8Array {
    return this.buffer.subarray(0, this.at)
  }
}

export class Batch {
  readonly number: number
  operations = 0
  private readonly slab: Slab
  private readonly limitBytes: number

  constructor(epoch: number, number: number, expected: 'few' | 'many', limitBytes = BATCH_BYTES) {
    this.number = number
    this.limitBytes = limitBytes
    this.slab = new Slab(expected === 'many' ? BATCH_BYTES + 128 * 1024 : 16 * 1024)
    const { slab } = this
    slab.at = slab.buffer.writeUInt8(FRAME.batch, 0)
    slab.at = slab.buffer.writeDoubleLE(epoch, slab.at)
    slab.at = slab.buffer.writeUInt32LE(number, slab.at)
  }

  get bytes(): number {
    return this.slab.at
  }

  get isFull(): boolean {
    return this.slab.at >= this.limitBytes || this.operations >= BATCH_OPERATIONS
  }

  /**
   * Room for the content of a `put` where it will stand in the frame, so that it is read in place. Valid
   * until the next call.
   */
  room(entry: Pick<Entry, 'path' | 'target'>, size: number): Buffer {
    const head = 3 + entrySize(entry)
    this.slab.need(head + size)
    return this.slab.buffer.subarray(this.slab.at + head, this.slab.at + head + size)
  }

  /** The content stands in `room` already. */
  put(set: number, entry: Entry): number {
    this.head(OPERATION.put, set, entrySize(entry))
    this.slab.at = putEntry(this.slab.buffer, this.slab.at, entry) + entry.size
    return this.done()
  }

  from(kind: 'move' | 'copy', set: number, entry: Entry, from: BytePath): number {
    this.head(OPERATION[kind], set, entrySize(entry) + 2 + from.length)
    this.slab.at = putEntry(this.slab.buffer, this.slab.at, entry)
    this.slab.at = putBytes(this.slab.buffer, this.slab.at, from)
    return this.done()
  }

  keep(set: number, entry: Entry): number {
    this.head(OPERATION.keep, set, entrySize(entry))
    this.slab.at = putEntry(this.slab.buffer, this.slab.at, entry)
    return this.done()
  }

  remove(set: number, path: BytePath): number {
    this.head(OPERATION.remove, set, 2 + path.length)
    this.slab.at = putBytes(this.slab.buffer, this.slab.at, path)
    return this.done()
  }

  finish(set: number, entry: Entry, transfer: number): number {
    this.head(OPERATION.finish, set, entrySize(entry) + 4)
    this.slab.at = putEntry(this.slab.buffer, this.slab.at, entry)
    this.slab.at = this.slab.buffer.writeUInt32LE(transfer, this.slab.at)
    return this.done()
  }

  drop(set: number, transfer: number): number {
    this.head(OPERATION.drop, set, 4)
    this.slab.at = this.slab.buffer.writeUInt32LE(transfer, this.slab.at)
    return this.done()
  }

  take(): Uint8Array {
    return this.slab.take()
  }

  private head(code: number, set: number, size: number): void {
    this.slab.need(3 + size)
    this.slab.at = this.slab.buffer.writeUInt8(code, this.slab.at)
    this.slab.at = this.slab.buffer.writeUInt16LE(set, this.slab.at)
  }

  private done(): number {
    this.operations += 1
    return this.operations - 1
  }
}

/** Manifest frames of one set, each under the limit. */
export const manifestFrames = (
  epoch: number,
  set: number,
  present: Iterable<Entry>,
  absent: Iterable<BytePath>,
): Uint8Array[] => {
  const frames: Uint8Array[] = []
  let slab = new Slab(64 * 1024)
  const start = () => {
    slab.at = slab.buffer.writeUInt8(FRAME.manifest, 0)
    slab.at = slab.buffer.writeDoubleLE(epoch, slab.at)
    slab.at = slab.buffer.writeUInt16LE(set, slab.at)
  }
  const next = () => {
    if (slab.at < BATCH_BYTES) return
    frames.push(slab.take())
    slab = new Slab(BATCH_BYTES)
    start()
  }
  start()
  for (const entry of present) {
    slab.need(1 + entrySize(entry))
    slab.at = putEntry(slab.buffer, slab.buffer.writeUInt8(1, slab.at), entry)
    next()
  }
  for (const path of absent) {
    slab.need(3 + path.length)
    slab.at = putBytes(slab.buffer, slab.buffer.writeUInt8(0, slab.at), path)
    next()
  }
  frames.push(slab.take())
  return frames
}
