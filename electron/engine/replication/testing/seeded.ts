import fs from 'node:fs'
import path from 'node:path'

/** Repeatable randomness for tests: the seed is printed with a failure and replays it. */
export const createRandom = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const NAMES = ['a', 'b', 'c', 'déjà', 'd e', 'f.txt', 'g', 'h']

/** One random change somewhere in the tree; what the file system refuses is no change. */
export const changeSomething = (root: string, random: (below: number) => number) => {
  const pick = () => {
    const depth = 1 + random(3)
    return path.join(root, ...Array.from({ length: depth }, () => NAMES[random(NAMES.length)] ?? 'a'))
  }
  const at = pick()
  try {
    switch (random(11)) {
      case 0:
      case 1:
      case 2:
        fs.writeFileSync(
          at,
          Buffer.alloc(random(3) === 0 ? 600_000 + random(900_000) : random(9_000), random(256)),
        )
        return
      case 3:
        return fs.appendFileSync(at, `more ${random(1000)}`)
      case 4:
      case 5:
        fs.mkdirSync(at, { recursive: true })
        return
      case 6:
        return fs.rmSync(at, { recursive: true, force: true })
      case 7:
        return fs.renameSync(at, pick())
      case 8:
        return fs.symlinkSync(NAMES[random(NAMES.length)] ?? 'a', at)
      case 9: {
        // Without root a folder without its owner's bits cannot be listed, which is another test.
        const least = fs.statSync(at).isFile() ? 0o600 : 0o700
        return fs.chmodSync(at, least | (random(2) === 0 ? 0o044 : 0o011))
      }
      default:
        return fs.utimesSync(at, random(2 ** 31), random(2 ** 31) + random(1000) / 1000)
    }
  } catch {
    // Not possible there.
  }
}
