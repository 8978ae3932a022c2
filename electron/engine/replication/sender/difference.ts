import type { SetState } from '../context.ts'
import { type Entry, isEqual, isSettled } from '../entry.ts'
import type { BytePath } from '../names.ts'
import type { Manifest } from '../wire.ts'
import type { Sending } from './sending.ts'

/** What the standby says it holds; once the session runs, a finding of its own that is compared at once. */
export const takeManifest = (sending: Sending, manifest: Manifest): void => {
  const { lag, retries, window } = sending
  const set = sending.context.sets[manifest.set]
  if (set === undefined) return
  const remote = sending.remote.treeOf(set)
  for (const entry of manifest.present) sending.remote.holds(set, entry)
  for (const path of manifest.absent) remote.delete(path)
  if (!window.isOpen) return
  for (const path of [...manifest.present.map((entry) => entry.path), ...manifest.absent]) {
    const [here, there] = [set.tree.get(path), remote.get(path)]
    if (here === undefined && there === undefined) continue
    if (here !== undefined && there !== undefined && isSettled(here, there)) continue
    if (retries.isWaiting(set, path)) continue
    lag.note(set, path, here?.size ?? 0, performance.now(), false)
    sending.enqueue(set, path)
  }
}

/** Everything that differs from the standby's manifest is queued. Returns how many files and bytes that is. */
export const queueDifference = ({ context, lag, queue, remote, session }: Sending) => {
  const total = { files: 0, bytes: 0 }
  const now = performance.now()
  const wall = Date.now()
  const add = (set: SetState, path: BytePath, entry: Entry | undefined) => {
    const changedAt = Math.max(entry?.local?.ctime ?? wall, entry?.local?.mtime ?? wall)
    const age = session.isFirst ? 0 : Math.max(0, Math.min(wall - changedAt, now))
    lag.note(set, path, entry?.size ?? 0, now - age, session.isFirst)
    queue.add(set, path)
    if (entry?.kind === 'file') total.files += 1
    total.bytes += entry?.size ?? 0
  }
  for (const set of context.sets) {
    const tree = remote.treeOf(set)
    for (const path of set.tree.paths()) {
      const here = set.tree.get(path)
      const there = tree.get(path)
      if (here === undefined) continue
      if (there !== undefined && isSettled(here, there) && (here.kind !== 'file' || here.hash !== null)) {
        if (isEqual(here, there)) tree.set(here)
        lag.drop(set, path)
      } else add(set, path, here)
    }
    // Children before their folders.
    for (const path of [...tree.paths()].reverse()) {
      if (set.tree.get(path) === undefined) add(set, path, undefined)
    }
  }
  // Gone here and there: the acknowledgement was lost with the last channel.
  lag.keepOnly((key) => queue.has(key))
  return total
}
