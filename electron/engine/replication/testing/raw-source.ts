import { createHash } from 'node:crypto'
import type { BulkChannel } from '../../ports.ts'
import type { Entry } from '../entry.ts'
import { Batch, controlFrame } from '../pack.ts'
import { type ControlOf, parseFrame, WIRE_VERSION } from '../wire.ts'

/** A source made by hand, to send what no honest one would. */
export interface RawSource {
  send(frame: Uint8Array): void
  batch(write: (batch: Batch) => void): Promise<ControlOf<'ack'>>
  readonly isClosed: boolean
  /** What the destination said it holds. */
  readonly manifest: readonly string[]
}

export const fileEntry = (path: string, content: string | Buffer): Entry => ({
  path,
  kind: 'file',
  size: content.length,
  mtime: 1_000_000_000_000,
  mode: 0o644,
  uid: 0,
  gid: 0,
  hash: createHash('sha256').update(content).digest('binary'),
  target: '',
  local: null,
})

export const putContent = (batch: Batch, entry: Entry, content: string | Buffer): void => {
  batch.room(entry, entry.size).set(Buffer.from(content))
  batch.put(0, entry)
}

/** Answers the destination's hello; resolves when its manifest is complete. */
export const serveRaw = (channel: BulkChannel, epoch: number, sets: string[]): Promise<RawSource> =>
  new Promise((resolve) => {
    const acks = new Map<number, (ack: ControlOf<'ack'>) => void>()
    let number = 0
    let isClosed = false
    const manifest: string[] = []
    const source: RawSource = {
      get isClosed() {
        return isClosed
      },
      manifest,
      send: (frame) => {
        channel.send(frame).catch(() => undefined)
      },
      batch: (write) =>
        new Promise((acknowledged) => {
          number += 1
          const batch = new Batch(epoch, number, 'few')
          acks.set(number, acknowledged)
          write(batch)
          source.send(batch.take())
        }),
    }
    channel.onClose(() => {
      isClosed = true
    })
    channel.onFrame((bytes) => {
      const parsed = parseFrame(Buffer.from(bytes))
      if (parsed.ok && parsed.frame.is === 'manifest')
        manifest.push(...parsed.frame.manifest.present.map((entry) => entry.path))
      if (!parsed.ok || parsed.frame.is !== 'control') return
      const { control } = parsed.frame
      if (control.kind === 'hello') {
        source.send(controlFrame({ kind: 'welcome', version: WIRE_VERSION, epoch, sets }))
      } else if (control.kind === 'manifestEnd') resolve(source)
      else if (control.kind === 'ack') acks.get(control.number)?.(control)
    })
  })
