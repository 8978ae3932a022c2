import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { fillDisk } from '../../../e2e/fixtures/small-disk.ts'
import { createTestPair, differenceOf, follow, until, untilUpdated } from './testing/pair.ts'
import { timeLimits } from './testing/time-limits.ts'

vi.setConfig(timeLimits)

/** A real small file system needs root; elsewhere the test says loudly that it did not run. */
const mountSmall = (at: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', at], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('a full disk on the destination is shown, harms nothing and is resumed by itself', async (context) => {
  const pair = createTestPair()
  await pair.b.replicator.close()
  if (!mountSmall(pair.b.tree)) {
    await pair.close()
    console.warn('NOT TESTED: a full disk (a small file system cannot be mounted without root)')
    context.skip()
  }
  try {
    pair.b.restart()
    const filler = path.join(pair.b.tree, '.redundancy-manager')
    fs.mkdirSync(filler)
    for (let file = 0; file < 30; file += 1) {
      fs.writeFileSync(path.join(pair.a.tree, `f${file}`), Buffer.alloc(400_000, file))
    }
    follow(pair, 2)
    await until('the full disk is shown', () => pair.b.replicator.view().problem?.code === 'diskFull')
    expect(pair.b.replicator.view().state).toBe('destinationNotUpdated')
    expect(await pair.a.replicator.finalSync(new AbortController().signal)).toMatchObject({ ok: false })
    expect(fs.readdirSync(pair.a.tree).length).toBe(30)
    execFileSync('mount', ['-o', 'remount,size=32m', pair.b.tree])
    await untilUpdated(pair.b)
    expect(differenceOf(pair.a.tree, pair.b.tree)).toBeNull()
  } finally {
    await Promise.all([pair.a.replicator.close(), pair.b.replicator.close()])
    execFileSync('umount', [pair.b.tree])
    await pair.close()
  }
})

test('a full disk below the data folder: copying goes on; a start waits for room and says so', async (context) => {
  const pair = createTestPair()
  await pair.b.replicator.close()
  if (!mountSmall(pair.b.data)) {
    await pair.close()
    console.warn('NOT TESTED: a full disk (a small file system cannot be mounted without root)')
    context.skip()
  }
  try {
    pair.b.restart()
    fs.writeFileSync(path.join(pair.a.tree, 'first'), 'before')
    follow(pair, 2)
    await untilUpdated(pair.b)
    const filler = path.join(pair.b.data, 'filler')
    fillDisk(filler)
    for (let file = 0; file < 500; file += 1) fs.writeFileSync(path.join(pair.a.tree, `f${file}`), 'x')
    await until('all is copied', () => differenceOf(pair.a.tree, pair.b.tree) === null)
    expect(await pair.a.replicator.finalSync(new AbortController().signal)).toMatchObject({ ok: true })

    // Full at the start: nothing is opened, and it is said.
    await pair.b.replicator.close()
    pair.b.restart()
    follow(pair, 2)
    await until('the full disk is shown', () => pair.b.replicator.view().problem?.code === 'diskFull')
    expect(pair.b.replicator.view().state).toBe('destinationNotUpdated')
    fs.rmSync(filler)
    await untilUpdated(pair.b)
    expect(pair.b.log.filter((line) => line.includes('unexpectedly'))).toEqual([])
  } finally {
    await Promise.all([pair.a.replicator.close(), pair.b.replicator.close()])
    execFileSync('umount', [pair.b.data])
    await pair.close()
  }
})
