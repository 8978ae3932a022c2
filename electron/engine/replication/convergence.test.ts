import fs from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createTestPair, differenceOf, follow, type TestPair, until, untilUpdated } from './testing/pair.ts'
import { changeSomething, createRandom } from './testing/seeded.ts'
import { timeLimits } from './testing/time-limits.ts'

vi.setConfig(timeLimits)

let pair: TestPair | null = null
afterEach(async () => {
  await pair?.close()
  pair = null
})

const never = new AbortController().signal
const pause = () => new Promise((resolve) => setTimeout(resolve, 5))

test.each([1, 2, 3, 22])(
  'random changes converge, with a swap of roles and cuts on the way (seed %i)',
  async (seed) => {
    const random = createRandom(seed)
    const made = createTestPair({ noProgressMs: 30_000 })
    pair = made
    for (let change = 0; change < 150; change += 1) changeSomething(made.a.tree, random)
    let [source, epoch] = [made.a, 2]
    follow(made, epoch, source)
    for (let round = 0; round < 3; round += 1) {
      for (let change = 0; change < 120; change += 1) {
        changeSomething(source.tree, random)
        if (random(6) === 0) await pause()
        if (random(40) === 0) made.channel?.cut()
      }
      const destination = source.peer
      if (destination === null) throw new Error('no peer')
      await untilUpdated(destination)
      await until(
        'trees are equal',
        () => differenceOf(source.tree, destination.tree) === null,
        60_000,
        () => String(differenceOf(source.tree, destination.tree)),
      )
      let outcome = await source.replicator.finalSync(never)
      // A cut may fall into it: the caller tries again.
      for (let again = 0; again < 20 && !outcome.ok && outcome.code === 'linkDown'; again += 1) {
        await pause()
        await untilUpdated(destination)
        outcome = await source.replicator.finalSync(never)
      }
      expect(outcome).toMatchObject({ ok: true })
      // The other one takes control.
      source.replicator.setRole({ as: 'idle' })
      destination.replicator.setRole({ as: 'idle' })
      source = destination
      epoch += 1
      follow(made, epoch, source)
    }
    const last = source.peer
    if (last === null) throw new Error('no peer')
    await untilUpdated(last)
    expect(differenceOf(source.tree, last.tree)).toBeNull()
  },
)

test.each([1, 2, 3, 4, 5, 6])(
  'a destination that dies anywhere leaves whole files only and goes on (seed %i)',
  async (seed) => {
    const random = createRandom(seed * 77)
    const made = createTestPair({ workerFile: new URL('./testing/crashing-worker.ts', import.meta.url) })
    pair = made
    const old = Buffer.alloc(20_000, 'o')
    const young = Buffer.alloc(30_000, 'y')
    for (let file = 0; file < 60; file += 1) fs.writeFileSync(path.join(made.a.tree, `f${file}`), young)
    for (let file = 0; file < 40; file += 1) fs.writeFileSync(path.join(made.b.tree, `f${file}`), old)
    await made.b.replicator.close()
    fs.writeFileSync(path.join(made.b.data, 'crash-at'), String(1 + random(400)))
    made.b.restart()
    follow(made, 2)
    const isWhole = () => {
      for (const name of fs.readdirSync(made.b.tree)) {
        if (name === '.redundancy-manager') continue
        const content = fs.readFileSync(path.join(made.b.tree, name))
        if (!content.equals(old) && !content.equals(young)) return false
      }
      return true
    }
    await until(
      'it is updated, whole at every moment',
      () => {
        expect(isWhole()).toBe(true)
        return made.b.replicator.view().state === 'destinationUpdated'
      },
      120_000,
    )
    expect(differenceOf(made.a.tree, made.b.tree)).toBeNull()
    expect(fs.readdirSync(path.join(made.b.tree, '.redundancy-manager'))).toEqual([])
    // What stood there before is in salvage, every byte of it.
    for (let file = 0; file < 40; file += 1) {
      const salvaged = fs.readFileSync(path.join(made.b.data, 'salvage/2/files', `f${file}`))
      expect(salvaged.equals(old)).toBe(true)
    }
  },
)
