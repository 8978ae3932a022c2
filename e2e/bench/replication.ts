import fs from 'node:fs'
import path from 'node:path'
import {
  createTestPair,
  differenceOf,
  follow,
  until,
  untilUpdated,
} from '../../electron/engine/replication/testing/pair.ts'

/**
 * Prints what the replication does on this machine: `node e2e/bench/replication.ts [files] [bytes each]`.
 * In-memory channel, both servers in one process; nothing is asserted.
 */

const files = Number(process.argv[2] ?? 5_500)
const size = Number(process.argv[3] ?? 60 * 1024)
const print = (what: string, ms: number, detail = '') =>
  console.log(`${what.padEnd(44)} ${ms.toFixed(1).padStart(9)} ms  ${detail}`)

const pair = createTestPair()
const at = (name: string) => path.join(pair.a.tree, name)
const content = Buffer.alloc(size)
for (let file = 0; file < files; file += 1) {
  const folder = at(`box ${file % 100}`)
  fs.mkdirSync(folder, { recursive: true })
  content.writeUInt32LE(file, 0)
  fs.writeFileSync(path.join(folder, `message ${file}.wav`), content)
}

let start = performance.now()
const used = process.cpuUsage()
const cpu = () => {
  const { user, system } = process.cpuUsage(used)
  return ((user + system) / 1e6).toFixed(2)
}
follow(pair, 2)
await untilUpdated(pair.b, 120_000)
const first = performance.now() - start
print(
  `first copy of ${files} files of ${size} bytes`,
  first,
  `${Math.round((files / first) * 1000)} files/s, ${cpu()} s of processor`,
)

const final = async (what: string) => {
  start = performance.now()
  const outcome = await pair.a.replicator.finalSync(new AbortController().signal)
  print(
    `final sync, ${what}`,
    performance.now() - start,
    outcome.ok ? '' : `${outcome.code} ${outcome.detail}`,
  )
}
await final('first (fresh contents are read again)')
await final('nothing changed')
await final('nothing changed')

const latencies: number[] = []
for (let file = 0; file < 100; file += 1) {
  const name = `box ${file % 100}/new ${file}`
  const target = path.join(pair.b.tree, name)
  content.writeUInt32LE(files + file, 0)
  start = performance.now()
  fs.writeFileSync(at(name), content)
  await until('it is there', () => fs.existsSync(target) && fs.statSync(target).size === size)
  latencies.push(performance.now() - start)
}
latencies.sort((a, b) => a - b)
print('one file, write to complete, p50', latencies[49] ?? 0)
print('one file, write to complete, p95', latencies[94] ?? 0)

const burst = async (what: string, act: () => void, done: () => boolean) => {
  start = performance.now()
  act()
  await until(what, done, 60_000)
  print(what, performance.now() - start)
}
await burst(
  'rename a folder of files',
  () => fs.renameSync(at('box 1'), at('box renamed')),
  () => !fs.existsSync(path.join(pair.b.tree, 'box 1')),
)
await burst(
  'append to 100 files',
  () => {
    for (let file = 2; file < 100; file += 1)
      fs.appendFileSync(at(`box ${file}/message ${file}.wav`), content.subarray(0, 8192))
  },
  () => fs.statSync(path.join(pair.b.tree, 'box 99/message 99.wav')).size > size,
)
await final('after that')
console.log(differenceOf(pair.a.tree, pair.b.tree) ?? 'trees are equal')
await pair.close()
