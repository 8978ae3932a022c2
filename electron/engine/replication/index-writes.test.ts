import { expect, test } from 'vitest'
import { createIndexWrites } from './index-writes.ts'
import { until } from './testing/pair.ts'

/** A disk that is full or not, behind commits that fail as LMDB's do: with a second promise that is rejected too. */
const disk = () => {
  const written: string[][] = []
  const said: string[] = []
  const state = { isFull: false }
  let commit: string[] = []
  const writes = createIndexWrites({
    log: { info: (text) => said.push(text), warn: (text) => said.push(text) },
    hasRoom: () => !state.isFull,
    commit: async (all) => {
      commit = []
      all()
      const done = commit
      await Promise.resolve()
      if (!state.isFull) return written.push(done)
      const commitError = Promise.reject(new Error('No space left on device'))
      throw Object.assign(new Error('Commit failed'), { commitError })
    },
    // After a failed commit it may never be settled.
    whenFlushed: () => new Promise(() => {}),
    retryMs: 5,
  })
  const put = (key: string, value: string) => writes.write(key, () => commit.push(`${key}=${value}`))
  return { state, writes, put, written, said }
}

test('what comes in one event turn is one commit, the newest of each key', async () => {
  const { put, written } = disk()
  put('a', '1')
  put('b', '1')
  put('a', '2')
  await until('it is written', () => written.length > 0)
  expect(written).toEqual([['a=2', 'b=1']])
})

test('what a full disk refused is written when there is room; what was set meanwhile is newer', async () => {
  const { state, writes, put, written, said } = disk()
  state.isFull = true
  put('a', '1')
  put('b', '1')
  const flushed = writes.flushed()
  put('b', '2')
  await flushed
  put('c', '1')
  put('b', '3')
  await writes.flushed()
  expect(written).toEqual([])
  state.isFull = false
  await until('all is written', () => written.length > 0)
  writes.close()
  expect(written).toEqual([['a=1', 'b=3', 'c=1']])
  expect(said).toEqual([
    'Replication index: it waits for room on the disk: No space left on device.',
    'Replication index: there is room again; 3 entries are written.',
  ])
})
