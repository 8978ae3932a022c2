import type { SetState } from '../context.ts'
import { isSettled } from '../entry.ts'
import { type BytePath, parentOf } from '../names.ts'
import { byteOrder } from '../tree.ts'
import { SMALL_LIMIT } from '../wire.ts'
import { sendKnown, sendSmall, settle } from './contents.ts'
import type { LargeLanes } from './large-lanes.ts'
import type { Sending } from './sending.ts'

/** A path whose folder is not there yet is tried again after this. */
const PARENT_WAIT_MS = 50

/** What one path needs so that the standby has it as it is here: compared, then sent. */
export const work = (sending: Sending, lanes: LargeLanes, set: SetState, path: BytePath) => {
  const { packing } = sending
  const remote = sending.remote.treeOf(set)
  const local = set.tree.get(path)
  const refusal = sending.remote.refusalOf(set, path)
  if (refusal !== undefined) {
    if (refusal.entry === local) return settle(sending, set, path)
    sending.remote.forgetRefusal(set, path)
  }
  if (local === undefined) {
    if (remote.get(path) !== undefined) removeThere(sending, set, path)
    else settle(sending, set, path)
    return
  }
  const parent = parentOf(path)
  if (parent !== '' && remote.get(parent)?.kind !== 'folder') {
    if (sending.remote.refusalOf(set, parent) !== undefined) {
      sending.remote.refuses({ set, path, code: 'parentMissing', entry: local })
      return settle(sending, set, path)
    }
    if (set.tree.get(parent)?.kind !== 'folder') return sending.retries.again(set, path, PARENT_WAIT_MS)
    sending.queue.delete(set, parent)
    work(sending, lanes, set, parent)
    if (remote.get(parent)?.kind !== 'folder') return sending.retries.again(set, path, PARENT_WAIT_MS)
  }
  const there = remote.get(path)
  if (there !== undefined && there.kind !== local.kind) removeThere(sending, set, path)
  if (local.kind !== 'file') {
    const now = remote.get(path)
    if (now !== undefined && isSettled(now, local)) {
      if (now !== local) remote.set(local)
      settle(sending, set, path)
    } else packing.emit(set, path, local, (into) => into.keep(set.number, local))
    return
  }
  if (local.hash !== null && sendKnown(sending, set, local)) return
  if (local.size > SMALL_LIMIT) lanes.start(set, local)
  else sendSmall(sending, set, local)
}

/** Children before their folder. */
const removeThere = ({ remote, packing }: Sending, set: SetState, path: BytePath): void => {
  const tree = remote.treeOf(set)
  for (const child of [path, ...tree.below(path)].sort(byteOrder).reverse()) {
    if (tree.get(child) !== undefined)
      packing.emit(set, child, null, (into) => into.remove(set.number, child))
  }
}
