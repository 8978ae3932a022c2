import fs from 'node:fs'
import path from 'node:path'
import type { RootDatabase } from 'lmdb'

/**
 * Room for the next commit, taken before LMDB writes: where the system refuses LMDB a page, its message is written over
 * the end of its memory (lmdb 3.5), and the engine's whole process may end. So the file is made longer here, where a full disk
 * is an error like any other, and only between commits. The next commits fill what is there.
 */

/** More than a commit of `MOST_WRITES` can need: each changes a path of the tree and may split it. */
export const SLACK_BYTES = 1 << 20
export const MOST_WRITES = 40

const lastPage = (root: RootDatabase): { lastPageNumber: number; pageSize: number } =>
  root.getStats() as never

export const takeRoom = (folder: string, root: RootDatabase): void => {
  const file = path.join(folder, 'data.mdb')
  const { lastPageNumber, pageSize } = lastPage(root)
  const used = (lastPageNumber + 1) * pageSize
  const { size } = fs.statSync(file)
  if (size - used >= SLACK_BYTES) return
  const handle = fs.openSync(file, 'r+')
  try {
    for (let at = Math.max(size, used); at < used + 2 * SLACK_BYTES; )
      at += fs.writeSync(
        handle,
        Buffer.alloc(Math.min(SLACK_BYTES, used + 2 * SLACK_BYTES - at)),
        0,
        undefined,
        at,
      )
  } finally {
    fs.closeSync(handle)
  }
}
