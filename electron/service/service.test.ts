import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MOST_FAILURES } from '../engine/admin/failure-limit.ts'
import { readStaticFiles } from '../engine/admin/static-files.ts'
import { scratchFolder } from '../engine/store/fixtures.ts'
import { ask, logOn } from './fixtures/processes.ts'
import { startStubEngine } from './fixtures/stub-engine.ts'
import { startService } from './service.ts'
import { LINK_MS, SESSION_MS } from './sessions.ts'

const token = 'the-token-of-the-command-line'
const renderer = path.join(import.meta.dirname, 'fixtures/renderer')

/** The service in this process, on a clock the test moves. */
const startHere = async (options: { isOpen?: boolean; renderer?: string; address?: string } = {}) => {
  const clock = { ms: 0 }
  const warnings: string[] = []
  const address = options.address ?? '127.0.0.1'
  const started = await startService({
    address,
    port: 0,
    files: readStaticFiles(options.renderer ?? renderer),
    log: { info: () => {}, warn: (text) => warnings.push(text) },
    now: () => clock.ms,
  })
  if (!started.ok) throw new Error(started.message)
  const { service } = started
  onTestFinished(() => service.close())
  if (options.isOpen !== false) service.open(token, await startStubEngine({ dataDir: scratchFolder() }))
  return { service, clock, warnings, url: `http://${address}:${service.port}` }
}

test('the one-time link logs a browser on and then shows the windows', async () => {
  const { service, url } = await startHere()
  const link = service.linkUrl()
  const page = await ask(url, new URL(link).pathname + new URL(link).search)
  expect(page.code).toBe(200)
  expect(page.body).toContain('<form id="log-on" method="post" action="/log-on">')
  expect(page.headers['set-cookie']).toBeUndefined()
  const reply = await ask(url, '/log-on', {
    method: 'POST',
    headers: { origin: url },
    body: `link=${new URL(link).searchParams.get('link')}`,
  })
  expect(reply).toMatchObject({ code: 303, headers: { location: '/' } })
  const cookie = reply.headers['set-cookie']?.[0] ?? ''
  expect(cookie).toMatch(
    new RegExp(`^redundancy-${service.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
  )
  const headers = { cookie: cookie.split(';')[0] }
  const home = await ask(url, '/', { headers })
  expect(home).toMatchObject({ code: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  expect(home.body).toContain('The windows')
  const script = await ask(url, '/assets/page.js', { headers })
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
  const again = await ask(url, '/assets/page.js', {
    headers: { ...headers, 'if-none-match': script.headers.etag },
  })
  expect(again).toMatchObject({ code: 304, body: '' })
})

test('every answer carries the strict headers', async () => {
  const { url } = await startHere()
  for (const place of ['/', '/?link=x', '/nothing', '/log-on.js', '/log-on.css']) {
    const { headers } = await ask(url, place)
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://${new URL(url).host}`)
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
})

test('without a cookie every page says how to get a link, and no file is given out', async () => {
  const { url } = await startHere()
  for (const place of ['/', '/assets/page.js', '/index.html', '/anything']) {
    const reply = await ask(url, place)
    expect(reply.code).toBe(401)
    expect(reply.body).toContain('redundancy link')
  }
})

test('a used link is refused', async () => {
  const { service, url } = await startHere()
  const link = service.linkUrl()
  await logOn(url, link)
  await expect(logOn(url, link)).rejects.toThrow('401')
})

test('a link ends after ten minutes, a session twelve hours after its last use', async () => {
  const { service, url, clock } = await startHere()
  const link = service.linkUrl()
  clock.ms = LINK_MS
  await expect(logOn(url, link)).rejects.toThrow('401')
  const cookie = await logOn(url, service.linkUrl())
  const home = async () => (await ask(url, '/', { headers: { cookie } })).code
  clock.ms += SESSION_MS - 1
  expect(await home()).toBe(200)
  clock.ms += SESSION_MS - 1
  expect(await home()).toBe(200)
  clock.ms += SESSION_MS
  expect(await home()).toBe(401)
})

test('guessing is limited and named once in a while, and never locks the right link out', async () => {
  const { service, url, clock, warnings } = await startHere()
  const guess = async () =>
    (await ask(url, '/log-on', { method: 'POST', headers: { origin: url }, body: 'link=guess' })).code
  const codes: number[] = []
  for (let count = 0; count < MOST_FAILURES + 5; count += 1) codes.push(await guess())
  expect(codes).toEqual([...Array(MOST_FAILURES).fill(401), ...Array(5).fill(429)])
  expect(warnings).toHaveLength(MOST_FAILURES)
  expect((await ask(url, '/link', { method: 'POST', headers: { authorization: 'Bearer guess' } })).code).toBe(
    429,
  )
  await logOn(url, service.linkUrl())
  clock.ms += 60_000
  expect(await guess()).toBe(401)
})

test('only the token of the folder gets a link', async () => {
  const { url } = await startHere()
  const post = (headers: Record<string, string>) => ask(url, '/link', { method: 'POST', headers })
  expect(await post({ authorization: `Bearer ${token}` })).toMatchObject({ code: 201 })
  expect((await post({})).code).toBe(401)
  expect((await post({ authorization: `Bearer ${token}x` })).code).toBe(401)
  expect((await post({ authorization: token })).code).toBe(401)
})

test('a name that points here, a foreign page, and doubled headers are refused', async () => {
  const { service, url } = await startHere()
  const cookie = await logOn(url, service.linkUrl())
  const withHost = (host: string) => ask(url, '/', { headers: { cookie, host } })
  for (const host of [
    'evil.example',
    `evil.example:${service.port}`,
    '127.0.0.1',
    `127.0.0.2:${service.port}`,
    `127.0.0.1:${service.port}.evil.example`,
  ]) {
    expect((await withHost(host)).code, host).toBe(403)
  }
  expect((await withHost(`localhost:${service.port}`)).code).toBe(200)
  for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${service.port}`]) {
    expect((await ask(url, '/', { headers: { cookie, origin } })).code, origin).toBe(403)
    const body = 'link=x'
    expect((await ask(url, '/log-on', { method: 'POST', headers: { origin }, body })).code, origin).toBe(403)
  }
  expect((await ask(url, '/log-on', { method: 'POST', body: 'link=x' })).code).toBe(403)
})

test('no path leads out of the map of files', async () => {
  const { service, url } = await startHere()
  const cookie = await logOn(url, service.linkUrl())
  for (const place of [
    '/../stub-program.ts',
    '/assets/../../stub-program.ts',
    '/%2e%2e/stub-program.ts',
    '/..%2fstub-program.ts',
    '/assets/..%5c..%5cstub-program.ts',
    '//etc/passwd',
    '/assets/page.js%00.html',
    '/assets/',
    '/constructor',
    '/__proto__',
    '/assets/./page.js',
  ]) {
    const reply = await ask(url, place, { headers: { cookie } })
    expect(reply.code, place).toBe(404)
  }
  expect((await ask(url, '/assets/page.js', { method: 'HEAD', headers: { cookie } })).body).toBe('')
  expect((await ask(url, '/', { method: 'PUT', headers: { cookie } })).code).toBe(405)
})

test('files that are put into the folder later, and links out of it, do not exist', async () => {
  const folder = scratchFolder()
  fs.writeFileSync(path.join(folder, 'index.html'), 'x')
  fs.symlinkSync('/etc/passwd', path.join(folder, 'link.txt'))
  const { service, url } = await startHere({ renderer: folder })
  fs.writeFileSync(path.join(folder, 'later.txt'), 'x')
  const headers = { cookie: await logOn(url, service.linkUrl()) }
  for (const place of ['/link.txt', '/later.txt']) expect((await ask(url, place, { headers })).code).toBe(404)
})

test('while the engine starts, and when the windows are not built, a page says so', async () => {
  const starting = await startHere({ isOpen: false })
  expect(await ask(starting.url, '/')).toMatchObject({ code: 503 })
  const headers = { authorization: 'Bearer undefined' }
  expect(await ask(starting.url, '/link', { method: 'POST', headers })).toMatchObject({ code: 503 })
  const { service, url } = await startHere({ renderer: scratchFolder() })
  const page = await ask(url, '/', { headers: { cookie: await logOn(url, service.linkUrl()) } })
  expect(page.body).toContain('npm run build')
})

test('an overlong form and a stream of nonsense are cut off', async () => {
  const { url, service } = await startHere()
  const body = `link=${'x'.repeat(100_000)}`
  expect((await ask(url, '/log-on', { method: 'POST', headers: { origin: url }, body })).code).toBe(413)
  const socket = net.connect(service.port, '127.0.0.1')
  socket.write('\u0016\u0003\u0001 not http at all\r\n\r\n')
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
  expect(answer).toMatch(/^HTTP\/1\.1 400/)
  expect((await ask(url, '/')).code).toBe(401)
})

test('a port in use, and an address of another machine, are one sentence with what to do', async () => {
  const { service } = await startHere()
  const options = { files: new Map(), log: { info: () => {}, warn: () => {} }, now: () => 0 }
  const used = await startService({ ...options, address: '127.0.0.1', port: service.port })
  expect(used).toEqual({
    ok: false,
    message: `Port ${service.port} of 127.0.0.1 is used by another program: stop that one, or choose another with --port or --address.`,
  })
  const beside = await startService({ ...options, address: '127.0.0.2', port: service.port })
  expect(beside.ok).toBe(true)
  if (beside.ok) await beside.service.close()
  const foreign = await startService({ ...options, address: '192.0.2.1', port: 0 })
  expect(foreign.ok ? '' : foreign.message).toContain('192.0.2.1 is not an address of this machine')
})
