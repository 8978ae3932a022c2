import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { entryOf, scratchFolder } from '../engine/store/fixtures.ts'
import { openRecord } from '../engine/store/record.ts'
import { run, runAfter, runAndInterrupt, serveProcess } from './fixtures/processes.ts'

/** What is printed and written arrives whole, or the command says that it did not. */

const DECISIONS = 40

/** Its record is larger than the least a shell can allow a file. */
const servedWithRecord = async (): Promise<string> => {
  const dataDir = scratchFolder()
  const { record } = openRecord(dataDir) as Extract<ReturnType<typeof openRecord>, { ok: true }>
  for (let at = 0; at < DECISIONS; at += 1) record.append(entryOf(Date.UTC(2025, 0, 1) + at, 'switchOver'))
  await record.close()
  await serveProcess(dataDir)
  return dataDir
}

/** A file of at most 1 KiB (of some shells: 512 bytes). */
const smallFilesOnly = 'ulimit -f 1;'

test('output onto a full disk is a fault', async () => {
  const dataDir = scratchFolder()
  await serveProcess(dataDir)
  for (const command of ['status', 'doctor', 'disarm']) {
    expect(await runAfter('exec > /dev/full;', [command, '--data', dataDir])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'redundancy: Standard output could not be written: the disk is full.\n',
    })
  }
})

test('output into a file that takes only a part of it is a fault', async () => {
  const dataDir = await servedWithRecord()
  const file = path.join(dataDir, 'printed')
  const printed = await runAfter(`${smallFilesOnly} exec > '${file}';`, [
    'record',
    '--json',
    '-n',
    '3',
    '--data',
    dataDir,
  ])
  expect(printed).toMatchObject({
    code: 1,
    stderr: 'redundancy: Standard output could not be written: the file would become too large.\n',
  })
})

test('the service goes on when its first line cannot be printed', async () => {
  const dataDir = scratchFolder()
  const service = runAfter('exec > /dev/full;', ['serve', '--port', '0', '--data', dataDir])
  await expect.poll(() => fs.existsSync(path.join(dataDir, 'service.json')), { timeout: 10_000 }).toBe(true)
  expect(await run(['status', '--data', dataDir])).toMatchObject({ code: 0 })
  const { pid } = JSON.parse(fs.readFileSync(path.join(dataDir, 'service.json'), 'utf8'))
  process.kill(pid, 'SIGTERM')
  expect(await service).toEqual({
    code: 0,
    stdout: '',
    stderr: 'redundancy: Standard output could not be written: the disk is full.\n',
  })
})

test('an export that does not fit leaves nothing behind, and can be made again', async () => {
  const dataDir = await servedWithRecord()
  const folder = scratchFolder()
  const file = path.join(folder, 'exported.txt')
  const words = ['record', '--out', file, '--data', dataDir]
  expect(await runAfter(smallFilesOnly, words)).toEqual({
    code: 1,
    stdout: '',
    stderr: `redundancy: ${file} could not be written: the file would become too large. Nothing is left of it.\n`,
  })
  expect(fs.readdirSync(folder)).toEqual([])
  expect((await run(words)).stdout).toBe(`${DECISIONS} decisions were written to ${file}.\n`)
  expect(fs.readdirSync(folder)).toEqual(['exported.txt'])
  const whole = fs.readFileSync(file)
  expect(await run(words)).toEqual({
    code: 1,
    stdout: '',
    stderr: `redundancy: ${file} could not be made: it exists already.\n`,
  })
  expect(fs.readFileSync(file)).toEqual(whole)
})

test('Ctrl-C ends the waiting for a rehearsal, and says that the rehearsal goes on', async () => {
  const dataDir = scratchFolder()
  await serveProcess(dataDir)
  const words = ['rehearse', '--wait', '--data', dataDir]
  expect(await runAndInterrupt(words, 'The rehearsal is accepted.', 'SIGINT')).toMatchObject({
    code: 130,
    stderr:
      'redundancy: No longer waiting: the rehearsal goes on. "redundancy status" shows it, "redundancy rehearse --cancel" ends it.\n',
  })
})
