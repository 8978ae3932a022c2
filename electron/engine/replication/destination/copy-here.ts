import fs from 'node:fs'
import type { Entry } from '../entry.ts'
import type { BytePath } from '../names.ts'
import { openFile, readWhole } from '../reading.ts'
import { failed, isClean, type NotApplied, refused, type Target } from './apply.ts'
import { type StageOutcome, startTransfer } from './staging.ts'

const CHUNK = 1024 * 1024

/** Content that stands elsewhere on this server, read again and checked. */
export const copyHere = (target: Target, entry: Entry, from: BytePath): StageOutcome | NotApplied => {
  const { set } = target
  if (!isClean(target, from) || !isClean(target, entry.path)) return refused('excluded')
  if (set.tree.get(from)?.hash !== entry.hash) return failed('changedHere', 'other content')
  const transfer = startTransfer(set)
  let fd = -1
  try {
    fd = openFile(set.root, from)
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, entry.size))
    for (let offset = 0; offset < entry.size; offset += chunk.length) {
      const part = chunk.subarray(0, Math.min(chunk.length, entry.size - offset))
      if (!readWhole(fd, part, offset)) break
      transfer.write(offset, part)
    }
  } catch {
    transfer.drop()
    return failed('changedHere', 'the content is not there any more')
  } finally {
    if (fd >= 0) fs.closeSync(fd)
  }
  return transfer.finish(entry) ?? failed('changedHere', 'the content changed here')
}
