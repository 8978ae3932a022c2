import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { fillDisk, scratchFolder, smallDisk } from '../store/fixtures.ts'
import { takeLock } from './lock.ts'

const log = { info: () => undefined, warn: () => undefined }
const dead = '{"pid":1,"startTime":1,"bootId":"another boot"}'

it('needs no room: taken again and again on a full disk, after a kill and after a release', async (context) => {
  const disk = smallDisk(256)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const file = path.join(disk, 'guardian.lock')
  const first = await takeLock(file, 0, log)
  await first.release()
  for (const filler of ['one', 'two', 'three']) {
    fillDisk(disk, filler)
    const killed = await takeLock(file, 0, log)
    expect(await killed.isOwn()).toBe(true)
    fillDisk(disk, `${filler} again`)
    // As a killed one leaves it, after a boot.
    const handle = fs.openSync(file, 'r+')
    fs.writeSync(handle, dead.padEnd(4095), 0)
    fs.closeSync(handle)
    const lock = await takeLock(file, 0, log)
    expect(await lock.isOwn()).toBe(true)
    await lock.release()
  }
  const names = fs.readdirSync(disk).filter((name) => name.startsWith('guardian.'))
  expect(names).toEqual(['guardian.lock.room', 'guardian.lock.room.2'])
})

it('removes what dead guardians left beside it, and not what a living one is about to link', async () => {
  const folder = scratchFolder()
  const file = path.join(folder, 'guardian.lock')
  const living = fs.readFileSync('/proc/1/stat', 'latin1').split(') ')[1]?.split(' ')[19]
  for (const left of ['0123456789ab', '1-1-own', `1-${living}-own`]) fs.writeFileSync(`${file}.${left}`, '')
  const lock = await takeLock(file, 0, log)
  const rooms = ['guardian.lock.room']
  expect(fs.readdirSync(folder)).toEqual(['guardian.lock', `guardian.lock.1-${living}-own`, ...rooms])
  await lock.release()
})
