import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { fillDisk, scratchFolder, smallDisk } from './fixtures.ts'
import { lockHolder, takeLock } from './lock.ts'
import { bootId, isProcessAlive, startTimeOf } from './process-identity.ts'

const lockModule = fileURLToPath(new URL('lock.ts', import.meta.url))
const script = `
  import { takeLock } from ${JSON.stringify(lockModule)}
  process.stdout.write('ready\\n')
  process.stdin.once('data', () => {
    const lock = takeLock(process.argv[1])
    process.stdout.write((lock.ok ? 'won' : lock.message) + '\\n')
  })
  process.stdin.on('end', () => process.exit(0))
`

/** A process of its own that takes the lock when told and keeps it until it is ended. */
const starter = async (dataDir: string) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => String((await lines.next()).value)
  expect(await line()).toBe('ready')
  return {
    pid: child.pid,
    take: async () => {
      child.stdin.write('go\n')
      return line()
    },
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

const stale = (token: string): string =>
  `${JSON.stringify({ pid: process.pid, startTime: '1', bootId: bootId(), token })}\n`

const lockFile = (dataDir: string): string => path.join(dataDir, 'engine.lock')

test('the second engine on a folder is refused with the first one’s process id', async () => {
  const dataDir = scratchFolder()
  const first = await starter(dataDir)
  expect(await first.take()).toBe('won')
  const refused = takeLock(dataDir)
  expect(refused).toMatchObject({ ok: false })
  if (!refused.ok) expect(refused.message).toContain(`(process ${first.pid}) already runs on ${dataDir}`)
  expect(lockHolder(dataDir)?.pid).toBe(first.pid)
  expect(fs.readdirSync(dataDir)).toEqual(['engine.lock', 'engine.lock.room'])
})

test('the lock of a killed process is taken over', async () => {
  const dataDir = scratchFolder()
  const first = await starter(dataDir)
  await first.take()
  await first.kill()
  expect(lockHolder(dataDir)).toBeNull()
  const lock = takeLock(dataDir)
  expect(lock.ok).toBe(true)
  expect(lockHolder(dataDir)?.pid).toBe(process.pid)
  expect(fs.readdirSync(dataDir)).toEqual(['engine.lock', 'engine.lock.room'])
  if (lock.ok) lock.release()
  expect(fs.readdirSync(dataDir)).toEqual(['engine.lock.room', 'engine.lock.room.2'])
})

test('a living process with the same id but another start, or of another boot, does not hold it', () => {
  const dataDir = scratchFolder()
  const now = startTimeOf(process.pid) ?? ''
  expect(isProcessAlive(process.pid, now)).toBe(true)
  for (const [startTime, boot] of [
    ['1', bootId()],
    [now, 'another-boot'],
  ]) {
    fs.writeFileSync(
      lockFile(dataDir),
      JSON.stringify({ pid: process.pid, startTime, bootId: boot, token: 'old' }),
    )
    const lock = takeLock(dataDir)
    expect(lock.ok).toBe(true)
    if (lock.ok) lock.release()
  }
})

test('of many starters that all find a stale lock exactly one wins, again and again', async () => {
  const rounds = 12
  for (let round = 0; round < rounds; round += 1) {
    const dataDir = scratchFolder()
    fs.writeFileSync(lockFile(dataDir), stale(`stale${round}`))
    // Every third round a starter also died half-way through its own take-over.
    if (round % 3 === 0) fs.writeFileSync(`${lockFile(dataDir)}.stale${round}`, stale('half-way'))
    const starters = await Promise.all([0, 1, 2, 3].map(() => starter(dataDir)))
    const answers = await Promise.all(starters.map((one) => one.take()))
    expect(
      answers.filter((answer) => answer === 'won'),
      `round ${round}`,
    ).toHaveLength(1)
    const winner = starters[answers.indexOf('won')]
    expect(lockHolder(dataDir)?.pid).toBe(winner?.pid)
    await Promise.all(starters.map((one) => one.kill()))
  }
}, 60_000)

test('what dead starters left behind is swept away', () => {
  const dataDir = scratchFolder()
  fs.writeFileSync(lockFile(dataDir), stale('one'))
  fs.writeFileSync(`${lockFile(dataDir)}.one`, stale('two'))
  fs.writeFileSync(`${lockFile(dataDir)}.two`, stale('three'))
  fs.writeFileSync(`${lockFile(dataDir)}.own-x`, stale('four'))
  expect(takeLock(dataDir).ok).toBe(true)
  expect(fs.readdirSync(dataDir)).toEqual(['engine.lock', 'engine.lock.room'])
})

test('a damaged lock is refused: nobody can know who holds it', () => {
  const dataDir = scratchFolder()
  fs.writeFileSync(lockFile(dataDir), '{"pid":')
  const lock = takeLock(dataDir)
  expect(lock.ok ? '' : lock.message).toContain('is damaged')
  expect(fs.readdirSync(dataDir)).toEqual(['engine.lock', 'engine.lock.room'])
})

test('a late release does not remove the next holder’s lock', () => {
  const dataDir = scratchFolder()
  const first = takeLock(dataDir)
  fs.unlinkSync(lockFile(dataDir))
  const second = takeLock(dataDir)
  expect(second.ok).toBe(true)
  if (first.ok) first.release()
  expect(lockHolder(dataDir)?.pid).toBe(process.pid)
})

test('it needs no room: taken again and again on a full disk, after a kill and after a release', async (context) => {
  const disk = smallDisk(256)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const first = await starter(disk)
  expect(await first.take()).toBe('won')
  for (const filler of ['one', 'two', 'three']) {
    // What was given back in between is taken by somebody else.
    fillDisk(disk, filler)
    const killed = await starter(disk)
    if (filler === 'one') await first.kill()
    expect(await killed.take()).toBe('won')
    await killed.kill()
    fillDisk(disk, `${filler} again`)
    const lock = takeLock(disk)
    expect(lock).toMatchObject({ ok: true })
    const refused = await starter(disk)
    expect(await refused.take()).toContain(`(process ${process.pid}) already runs`)
    await refused.kill()
    if (lock.ok) lock.release()
  }
  const names = fs.readdirSync(disk).filter((name) => name.startsWith('engine.'))
  expect(names).toEqual(['engine.lock.room', 'engine.lock.room.2'])
})

test('a room that is the lock itself, as a starter that died half-way leaves it, is not written into', async () => {
  const dataDir = scratchFolder()
  const first = await starter(dataDir)
  await first.take()
  fs.unlinkSync(`${lockFile(dataDir)}.room`)
  fs.linkSync(lockFile(dataDir), `${lockFile(dataDir)}.room`)
  expect(takeLock(dataDir)).toMatchObject({ ok: false })
  expect(lockHolder(dataDir)?.pid).toBe(first.pid)
  await first.kill()
})
