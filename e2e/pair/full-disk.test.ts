import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Status } from '../../shared/contract/status.ts'
import { replicationWords } from '../../shared/domain/labels.ts'
import { canMount, fillDisk, mountSmall, resizeDisk, unmount } from '../fixtures/small-disk.ts'
import { connectAdmin } from './fixtures/admin-client.ts'
import { createPair, hasAlarm, hasNoAlarm, now, type Pair } from './fixtures/pair.ts'

/** A full disk below the standby's tree, and below the active's data folder: said, survived, and over by itself. */

const MIB = 1 << 20
let pair: Pair
let mounted: string[]

const mount = (folder: string, mib: number): void => {
  mountSmall(folder, mib, 'redundancy-test')
  mounted.push(folder)
}

beforeEach(async () => {
  mounted = []
  pair = await createPair({ site: { fullScanIntervalMs: 2_000 } })
})
afterEach(async () => {
  try {
    pair.expectSound()
  } finally {
    await pair.world.stop('primary')
    await pair.world.stop('secondary')
    for (const folder of mounted) unmount(folder)
    await pair.end()
  }
})

const start = async () => {
  await pair.world.startBoth()
  await pair.world.enableBoth()
  await pair.untilReady('primary')
  await pair.untilServes('primary')
}
/** The pair, with this data folder on a disk of 6 MiB. */
const startOnSmallDisk = async (data: string) => {
  const site = fs.readFileSync(path.join(data, 'site.json'))
  mount(data, 6)
  fs.writeFileSync(path.join(data, 'site.json'), site)
  await start()
}
const refuseOnce = async () => {
  const client = await connectAdmin(pair.world.servers.primary.data)
  const answer = await client?.call('arm', { requestId: crypto.randomUUID() })
  expect(answer).toMatchObject({ ok: false, code: 'rules' })
  client?.close()
}
const downsSince = (sinceMs: number) =>
  pair.auditor.events().filter((event) => event.kind === 'down' && event.atMs > sinceMs)

const isRootWithDisks = canMount()
if (!isRootWithDisks)
  console.log(
    'SKIPPED: full disks of real servers need root and the right to mount; the replication engine has its own test of one.',
  )

/** What the other server says of its disk. */
const isFullThere = ({ link }: Status): boolean => link.findings.some(({ cause }) => cause === 'peerDiskFull')

test.runIf(isRootWithDisks)(
  'a full disk of the standby’s tree is said on both, harms nothing, and is over by itself',
  async () => {
    const tree = pair.world.servers.secondary.tree
    mount(tree, 8)
    await start()
    const sinceMs = now()
    const large = path.join(pair.world.servers.primary.tree, 'files', 'large.bin')
    fs.writeFileSync(large, crypto.randomBytes(12 * MIB))
    fs.writeFileSync(path.join(pair.world.servers.primary.tree, 'files', 'small.txt'), 'goes on')
    const isFull = (status: Status) => status.secondary.replication.problem?.code === 'diskFull'
    const statuses = await pair.untilBoth('the disk is full', isFull)
    for (const { secondary } of statuses) {
      expect(replicationWords(secondary.replication).problem).toBe(
        'The disk is full (files). Free some room; copying then goes on by itself.',
      )
    }
    await pair.until('primary', 'the link doctor knows', isFullThere)
    expect(statuses[0]?.activeSystem).toBe('primary')
    expect(fs.statSync(large).size).toBe(12 * MIB)
    resizeDisk(tree, 64)
    await pair.untilReady('primary')
    await pair.untilIdentical()
    const healed = await pair.statusByCommand('primary')
    expect(healed.secondary.replication.problem).toBeNull()
    expect(downsSince(sinceMs)).toEqual([])
  },
)

test.runIf(isRootWithDisks)(
  'a full disk of the active’s data folder is an alarm; control is kept, also over a start',
  async () => {
    const { data } = pair.world.servers.primary
    await startOnSmallDisk(data)
    const sinceMs = now()
    const filler = path.join(data, 'filler')
    fillDisk(filler)
    // Refused commands are decisions to write down: soon one does not fit into the last block any more.
    for (let refused = 0; refused < 20; refused += 1) await refuseOnce()
    await pair.until('primary', 'the disk is full', hasAlarm('diskFull'))
    await pair.until('secondary', 'the link doctor knows', isFullThere)
    fs.writeFileSync(
      path.join(pair.world.servers.primary.tree, 'files', 'meanwhile.txt'),
      'written meanwhile',
    )
    expect(downsSince(sinceMs)).toEqual([])

    await pair.world.stop('primary')
    fillDisk(path.join(data, 'filler-2'))
    const startedMs = now()
    await pair.world.start('primary')
    await pair.until('primary', 'it is said after the start too', hasAlarm('diskFull'))
    await pair.untilServes('primary', startedMs)

    fs.rmSync(filler)
    fs.rmSync(path.join(data, 'filler-2'))
    await refuseOnce()
    await pair.untilReady('primary')
    await pair.untilIdentical()
    await pair.world.restart('primary')
    await pair.until('primary', 'the alarm is over', hasNoAlarm('diskFull'))
    await pair.untilReady('primary')
    expect((await pair.statusByCommand('secondary')).lastSwitchOver).toBeNull()
  },
)

test.runIf(isRootWithDisks)(
  'killed and started again on a full disk, again and again: each serves',
  async () => {
    const { data } = pair.world.servers.primary
    await startOnSmallDisk(data)
    const fillers: string[] = []
    const fill = (): void => {
      const filler = path.join(data, `filler-${fillers.length}`)
      fillDisk(filler)
      fillers.push(filler)
    }
    for (let round = 0; round < 3; round += 1) {
      fill()
      await pair.world.kill9('primary')
      // What the kill gave free, and the room an earlier start gave up, is taken by somebody else.
      fill()
      const startedMs = now()
      await pair.world.start('primary')
      await pair.untilServes('primary', startedMs)
      expect((await pair.statusByCommand('primary')).activeSystem).toBe('primary')
    }
    const lines = fs.readFileSync(path.join(data, 'log/engine.log'), 'utf8').split('\n')
    expect(lines.pop()).toBe('')
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\S+ (info|warn) /)
    const beside = fs
      .readdirSync(path.join(data, 'guardian'))
      .filter((name) => name.startsWith('guardian.lock'))
    expect(beside).toEqual(['guardian.lock', 'guardian.lock.room'])
    for (const filler of fillers) fs.rmSync(filler)
    await pair.untilReady('primary')
    await pair.untilIdentical()
  },
)
