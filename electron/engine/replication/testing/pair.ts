import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { monotonicMs } from '../../clock.ts'
import type { Replicator } from '../../ports.ts'
import { createReplicator, type ReplicatorOptions } from '../replication.ts'
import { type ChannelPair, createChannelPair } from './channel-pair.ts'

/** One server of a test pair: real folders, a real replicator. */
export interface Server {
  readonly name: string
  readonly home: string
  readonly data: string
  readonly tree: string
  readonly log: string[]
  replicator: Replicator
  peer: Server | null
  /** Starts the replicator anew on the same folders (after `replicator.close()`). */
  restart(): void
}

export type Change = Partial<Omit<ReplicatorOptions, 'clock' | 'log' | 'openBulk' | 'dataDir'>>

export interface TestPair {
  readonly a: Server
  readonly b: Server
  /** The channel that stands, if any. */
  channel: ChannelPair | null
  /** While false, dialling fails. */
  isLinked: boolean
  readonly folder: string
  close(): Promise<void>
}

export const clock = { now: monotonicMs }

export const createTestPair = (change: Change = {}): TestPair => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'replication-'))
  const server = (name: string): Server => {
    const home = path.join(folder, name)
    const made: Server = {
      name,
      home,
      data: path.join(home, 'data'),
      tree: path.join(home, 'tree'),
      log: [],
      peer: null,
      replicator: undefined as unknown as Replicator,
      restart: () => {
        made.replicator = createReplicator({
          dataDir: made.data,
          sets: [{ id: 'files', path: made.tree }],
          excludes: [],
          updatedWithinMs: 10_000,
          fullScanIntervalMs: 600_000,
          wasUpdated: false,
          ...change,
          ...(change.sets === undefined
            ? {}
            : { sets: change.sets.map((set) => ({ ...set, path: path.join(home, set.path) })) }),
          clock,
          log: {
            info: (text) => made.log.push(text),
            warn: (text) => made.log.push(`! ${text}`),
          },
          openBulk: async () => {
            if (!pair.isLinked || made.peer === null) throw new Error('no link')
            const channel = createChannelPair()
            pair.channel = channel
            made.peer.replicator.accept(channel.accepted)
            return channel.dialled
          },
        })
      },
    }
    fs.mkdirSync(made.tree, { recursive: true })
    made.restart()
    return made
  }
  const pair: TestPair = {
    a: undefined as unknown as Server,
    b: undefined as unknown as Server,
    channel: null,
    isLinked: true,
    folder,
    close: async () => {
      await Promise.all([pair.a.replicator.close(), pair.b.replicator.close()])
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
  const a = server('a')
  const b = server('b')
  a.peer = b
  b.peer = a
  return Object.assign(pair, { a, b })
}

/** Waits for a condition, looked at when something changes; fails with what `tell` says. */
export const until = async (
  what: string,
  isTrue: () => boolean,
  limitMs = 60_000,
  tell: () => string = () => '',
): Promise<void> => {
  const end = monotonicMs() + limitMs
  while (!isTrue()) {
    if (monotonicMs() > end) throw new Error(`not reached: ${what} ${tell()}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

export const follow = (pair: TestPair, epoch: number, source: Server = pair.a): void => {
  const destination = source.peer
  source.replicator.setRole({ as: 'source', epoch })
  destination?.replicator.setRole({ as: 'destination', epoch })
}

export const untilUpdated = (server: Server, limitMs = 120_000): Promise<void> =>
  until(
    `${server.name} is updated`,
    () => server.replicator.view().state === 'destinationUpdated',
    limitMs,
    () => `${JSON.stringify(server.replicator.view())} ${server.log.slice(-5).join(' | ')}`,
  )

/** Everything of a tree that has to be equal, as text; time at 2 us through rounding to 10 us borders apart. */
export const picture = (root: string): Map<string, string> => {
  const items = new Map<string, string>()
  const walk = (folder: Buffer, relative: string) => {
    for (const name of fs.readdirSync(folder, { encoding: 'latin1' }).sort()) {
      if (relative === '' && name === '.redundancy-manager') continue
      const at = Buffer.concat([folder, Buffer.from(`/${name}`, 'latin1')])
      const stats = fs.lstatSync(at)
      const key = `${relative}${name}`
      const mode = (stats.mode & 0o7777).toString(8)
      if (stats.isSymbolicLink()) items.set(key, `link ${fs.readlinkSync(at, { encoding: 'latin1' })}`)
      else if (stats.isDirectory()) {
        items.set(key, `folder ${mode}`)
        walk(at, `${key}/`)
      } else if (stats.isFile()) {
        items.set(key, `file ${mode} ${fs.readFileSync(at).toString('latin1')}`)
      }
    }
  }
  walk(Buffer.from(root), '')
  return items
}

/** The first difference between two trees; null when they are equal. */
export const differenceOf = (a: string, b: string): string | null => {
  try {
    return compare(a, b)
  } catch (error) {
    // Something moved while it was looked at.
    return String(error)
  }
}

const compare = (a: string, b: string): string | null => {
  const [left, right] = [picture(a), picture(b)]
  for (const [key, value] of left) {
    if (right.get(key) !== value) {
      return `${key}: ${value.slice(0, 60)} | ${right.get(key)?.slice(0, 60) ?? 'not there'}`
    }
    const [one, other] = [fs.lstatSync(atOf(a, key)), fs.lstatSync(atOf(b, key))]
    if (Math.abs(one.mtimeMs - other.mtimeMs) > 0.002) return `${key}: time ${one.mtimeMs} | ${other.mtimeMs}`
  }
  for (const key of right.keys()) if (!left.has(key)) return `${key}: only on the right`
  return null
}

const atOf = (root: string, key: string): Buffer =>
  Buffer.from(`${Buffer.from(root).toString('latin1')}/${key}`, 'latin1')
