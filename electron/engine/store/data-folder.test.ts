import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { keepReserve, openDataFolder } from './data-folder.ts'
import { fillDisk, scratchFolder, smallDisk } from './fixtures.ts'

const messageOf = (wanted: string): string => {
  const result = openDataFolder(wanted)
  return result.ok ? '' : result.message
}

test('a missing folder is made, for its owner only', () => {
  const folder = path.join(scratchFolder(), 'a', 'b')
  const made = { ok: true, path: folder, isNew: true, openToOthers: false, diskFull: false }
  expect(openDataFolder(folder)).toEqual(made)
  expect(openDataFolder(folder)).toEqual({ ...made, isNew: false })
  expect(fs.statSync(folder).mode & 0o777).toBe(0o700)
  expect(fs.readdirSync(folder)).toEqual([])
})

test('a file in its place, or in the place of its parent, is one sentence', () => {
  const file = path.join(scratchFolder(), 'file')
  fs.writeFileSync(file, '')
  expect(messageOf(file)).toBe(
    `The data folder ${file} is not a folder. Repair it, or choose another folder with --data.`,
  )
  expect(messageOf(path.join(file, 'below'))).toContain('a part of its path is not a folder')
})

test('a place where nobody can write is one sentence', () => {
  const why = 'the system takes no new files and folders there (ENOENT)'
  expect(messageOf('/proc/redundancy/data')).toBe(
    `The data folder /proc/redundancy/data could not be made in /proc: ${why}. Make it by hand for the user that runs this, or choose another folder with --data.`,
  )
  expect(messageOf('/proc')).toBe(
    `The data folder /proc cannot be written: ${why}. Repair it, or choose another folder with --data.`,
  )
})

test('a folder others can change is refused, one they can only read is reported', () => {
  const folder = scratchFolder()
  fs.chmodSync(folder, 0o777)
  expect(messageOf(folder)).toContain('can be changed by other users')
  fs.chmodSync(folder, 0o755)
  expect(openDataFolder(folder)).toMatchObject({ ok: true, openToOthers: true })
})

test('a new server does not start on a full disk, one with a control state does', (context) => {
  const disk = smallDisk(1024)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const free = fillDisk(disk)
  expect(messageOf(disk)).toBe(`The data folder ${disk} is on a full disk: free some room and start again.`)
  free()
  expect(openDataFolder(disk)).toMatchObject({ ok: true, diskFull: false })
  expect(keepReserve(disk)).toBe(true)
  fs.writeFileSync(path.join(disk, 'control-state'), 'x')
  fillDisk(disk)
  expect(openDataFolder(disk)).toMatchObject({ ok: true, diskFull: true })
  // Given up for this start, and not taken again by it.
  expect(keepReserve(disk)).toBe(false)
  fs.writeFileSync(path.join(disk, 'service.json'), Buffer.alloc(200 * 1024, 'there is room again'))
})
