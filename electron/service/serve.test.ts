import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fillDisk, scratchFolder, smallDisk } from '../engine/store/fixtures.ts'
import { ask, logOn, run, serveProcess } from './fixtures/processes.ts'

test('serve prints one line with a link, stops in order on a signal, and leaves no trace', async () => {
  const dataDir = scratchFolder()
  const service = await serveProcess(dataDir)
  const file = path.join(dataDir, 'service.json')
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({
    address: '127.0.0.1',
    port: service.port,
    pid: service.pid,
  })
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  await logOn(service.url, service.link)
  service.signal('SIGTERM')
  const { code, stdout, stderr } = await service.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^Redundancy Manager is ready: \S+ \(opens one browser, within 10 minutes\)\n$/)
  expect(fs.existsSync(path.join(dataDir, 'stopped-in-order'))).toBe(true)
  expect(fs.readdirSync(dataDir)).not.toContain('service.json')
  expect(fs.readdirSync(dataDir)).not.toContain('engine.lock')
  expect(await run(['status', '--data', dataDir])).toMatchObject({ code: 1 })
})

test('a data folder that was not there is made, and said loudly to be new', async () => {
  const dataDir = path.join(scratchFolder(), 'mistyped')
  const stop = async (): Promise<string> => {
    const service = await serveProcess(dataDir)
    service.signal('SIGTERM')
    return (await service.ended).stderr
  }
  expect(await stop()).toMatch(
    /^redundancy: The data folder \S+mistyped did not exist and was made: nothing is configured in it, .* --data\.\n$/,
  )
  expect(await stop()).toBe('')
})

/** Expected failures of `serve`: exit 1, one sentence, no stack trace. */
const refusedServe = async (args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(['serve', ...args])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  return stderr
}

test('a second service on the same folder names the first one', async () => {
  const dataDir = scratchFolder()
  const first = await serveProcess(dataDir)
  const sentence = `(process ${first.pid}) already runs on ${dataDir}`
  expect(await refusedServe(['--data', dataDir, '--port', '0'])).toContain(sentence)
  expect(await refusedServe(['--data', dataDir, '--port', String(first.port)])).toContain(sentence)
  expect(await run(['status', '--data', dataDir])).toMatchObject({ code: 0 })
})

test('after a kill the next one starts, and the left-over service file is not believed', async () => {
  const dataDir = scratchFolder()
  const first = await serveProcess(dataDir)
  first.signal('SIGKILL')
  await first.ended
  expect((await run(['status', '--data', dataDir])).stderr).toContain(
    'No redundancy service or desktop app runs',
  )
  await serveProcess(dataDir)
  expect(await run(['status', '--data', dataDir])).toMatchObject({ code: 0 })
})

/** Resolves once the command line reaches the service; its own time limit is the test's. */
const untilFound = async (dataDir: string): Promise<void> => {
  while ((await run(['status', '--data', dataDir])).code !== 0);
}

test('a service file that cannot be written is tried again; until then the command line says who runs', async () => {
  const dataDir = scratchFolder()
  const first = await serveProcess(dataDir)
  first.signal('SIGKILL')
  await first.ended
  const obstacle = path.join(dataDir, 'service.json.new')
  fs.mkdirSync(obstacle)
  const second = await serveProcess(dataDir)
  for (const command of ['status', 'link']) {
    const { code, stderr } = await run([command, '--data', dataDir])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^redundancy: The redundancy engine that runs on \S.* \(process \d+\) cannot be reached .* could not write \S+service\.json/,
      ),
    })
    expect(stderr).toContain(`(process ${second.pid})`)
  }
  fs.rmdirSync(obstacle)
  await untilFound(dataDir)
  second.signal('SIGTERM')
  const { stderr } = await second.ended
  expect(stderr).toMatch(
    /^redundancy: The command line will not find this service: .* It is tried again\.\n$/,
  )
  expect(fs.readdirSync(dataDir)).not.toContain('service.json')
})

test('after a kill on a full disk the command line finds the next service at once, again and again', async (context) => {
  const disk = smallDisk(1024)
  if (disk === null) return context.skip('this user may not mount a small disk')
  // What says that this server is not a new one.
  fs.writeFileSync(path.join(disk, 'control-state'), 'x')
  for (const filler of ['one', 'two', 'three']) {
    const service = await serveProcess(disk)
    expect(await run(['status', '--data', disk])).toMatchObject({ code: 0 })
    fillDisk(disk, filler)
    service.signal('SIGKILL')
    await service.ended
    fillDisk(disk, `${filler} again`)
  }
})

test('without any room the service file is written once there is some, and nothing half stays', async (context) => {
  const disk = smallDisk(1024)
  if (disk === null) return context.skip('this user may not mount a small disk')
  fs.writeFileSync(path.join(disk, 'control-state'), 'x')
  const first = await serveProcess(disk)
  first.signal('SIGKILL')
  await first.ended
  fs.unlinkSync(path.join(disk, 'service.json.room'))
  const free = fillDisk(disk)
  await serveProcess(disk)
  const { code, stderr } = await run(['link', '--data', disk])
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('See that the disk has room'),
  })
  expect(fs.readdirSync(disk)).not.toContain('service.json.new')
  free()
  await untilFound(disk)
  expect((await run(['link', '--data', disk])).code).toBe(0)
})

test('a port in use, a public address, a file as folder and damaged files are one sentence', async () => {
  const blocker = net.createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void blocker.close())
  await new Promise((resolve) => blocker.once('listening', resolve))
  const { port } = blocker.address() as net.AddressInfo
  const dataDir = scratchFolder()
  expect(await refusedServe(['--data', dataDir, '--port', String(port)])).toBe(
    `redundancy: Port ${port} of 127.0.0.1 is used by another program: stop that one, or choose another with --port or --address.\n`,
  )
  expect(await refusedServe(['--data', dataDir, '--address', '0.0.0.0'])).toContain(
    'is not a loopback address',
  )
  const file = path.join(dataDir, 'file')
  fs.writeFileSync(file, '')
  expect(await refusedServe(['--data', file])).toContain(`The data folder ${file} is not a folder`)
  expect(await refusedServe(['--data', '/proc/nowhere'])).toContain('could not be made')
  fs.writeFileSync(path.join(dataDir, 'site.json'), '{"ports":{"admin":0}}')
  expect(await refusedServe(['--data', dataDir])).toContain('site.json: ports.admin must be at least 1.')
  fs.unlinkSync(path.join(dataDir, 'site.json'))
  fs.writeFileSync(path.join(dataDir, 'redundancy.json'), '{')
  expect(await refusedServe(['--data', dataDir, '--port', '0'])).toContain(
    'redundancy.json is not valid JSON',
  )
  fs.writeFileSync(path.join(dataDir, 'service.json'), '{')
  expect((await run(['status', '--data', dataDir])).stderr).toContain('service.json is damaged')
})

test('two services with the same port stand side by side on two loopback addresses', async () => {
  const [one, other] = [scratchFolder(), scratchFolder()]
  const first = await serveProcess(one)
  const second = await serveProcess(other, ['--address', '127.0.0.2', '--port', String(first.port)])
  const cookie = await logOn(second.url, second.link)
  expect((await ask(second.url, '/', { headers: { cookie } })).code).toBe(200)
  expect((await ask(first.url, '/', { headers: { cookie } })).code).toBe(401)
  for (const dataDir of [one, other])
    expect(await run(['status', '--data', dataDir])).toMatchObject({ code: 0 })
})

test('the end of the engine is the end of the service, with its sentence', async () => {
  const dataDir = scratchFolder()
  const service = await serveProcess(dataDir)
  const command = await run(['confirm-deletions', 'engine-dies', '--data', dataDir])
  expect([0, 1]).toContain(command.code)
  expect(await service.ended).toMatchObject({
    code: 1,
    stderr: 'redundancy: The control state could not be written: the disk is full.\n',
  })
  expect(fs.existsSync(path.join(dataDir, 'service.json'))).toBe(false)
})

test('a call under way ends with one sentence when the service stops', async () => {
  const dataDir = scratchFolder()
  const service = await serveProcess(dataDir)
  const waiting = run(['confirm-deletions', 'never', '--data', dataDir])
  while (!fs.existsSync(path.join(dataDir, 'calls.jsonl')))
    await new Promise((resolve) => setTimeout(resolve, 20))
  service.signal('SIGINT')
  expect(await service.ended).toMatchObject({ code: 0 })
  expect(await waiting).toMatchObject({
    code: 1,
    stderr: 'redundancy: The connection to the service was lost.\n',
  })
})
