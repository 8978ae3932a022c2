import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { homeLabels } from '../../shared/domain/labels.ts'
import { endApp, startApp } from '../desktop/fixtures/desktop-app.ts'
import { HomePage } from '../pages/home-page.ts'
import {
  childOf,
  executableOf,
  guardianOf,
  inPackage,
  packagedApp,
  packagedNode,
} from './fixtures/package.ts'
import { address, aloneAsPrimary, key, makeServer, type Server, serviceWord } from './fixtures/server.ts'

/** The service out of the very package, by its command, as an administrator starts it. In order. */

test.describe.configure({ mode: 'serial' })

let server: Server
/** A link to the command, as one lies in /usr/local/bin. */
let command: string
let service: ChildProcess
let said = ''

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

const redundancy = async (words: readonly string[], input = ''): Promise<Ended> => {
  const child = spawn(command, [...words, '--data', server.data], { cwd: '/', stdio: 'pipe' })
  let out = ''
  let error = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text
  })
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, error }
}

test.beforeAll(async () => {
  server = await makeServer()
  command = path.join(server.data, '../redundancy')
  fs.symlinkSync(inPackage('bin/redundancy'), command)
  service = spawn(command, ['serve', '--data', server.data], { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [service.stdout, service.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  await expect.poll(() => said, { timeout: 30_000 }).toContain('Redundancy Manager is ready')
})
test.afterAll(async () => {
  // In order, whatever a test left: a guardian stays with a service that was killed.
  if (service?.exitCode === null && service.signalCode === null) {
    service.kill('SIGTERM')
    await once(service, 'exit')
  }
  server?.remove()
})

test('it runs on the Node of the package', () => {
  expect(executableOf(service.pid ?? 0)).toBe(packagedNode())
})

test('redundancy status shows what Redundancy Administration shows', async () => {
  const shown = await redundancy(['status'])
  expect(shown).toMatchObject({ code: 0, error: '' })
  expect(shown.out).toContain('Redundancy')
})

test('redundancy link leads to the page of the package', async () => {
  const shown = await redundancy(['link'])
  expect(shown).toMatchObject({ code: 0, error: '' })
  const link = new URL(/http:\S+/.exec(shown.out)?.[0] ?? '')
  expect(link.origin).toBe(`http://${address}:${server.adminPort}`)
  const entered = await fetch(new URL('/log-on', link), {
    method: 'POST',
    body: new URLSearchParams({ link: link.searchParams.get('link') ?? '' }),
    headers: { origin: link.origin },
    redirect: 'manual',
  })
  expect(entered.status).toBe(303)
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const renderer = inPackage('resources/app.asar.unpacked/out/renderer')
  const names = fs
    .readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(renderer, name)).isFile())
  expect(names).toContain('index.html')
  for (const name of names) {
    const answer = await fetch(new URL(name === 'index.html' ? '/' : name, link.origin), {
      headers: { cookie },
    })
    expect(answer.status, name).toBe(200)
    const content = Buffer.from(await answer.arrayBuffer())
    expect(content.equals(fs.readFileSync(path.join(renderer, name))), name).toBe(true)
  }
})

test('redundancy enable brings it into control, with its service under the packaged guardian', async () => {
  const { role, primaryAddress, secondaryAddress } = aloneAsPrimary
  const words = ['--role', role, '--primary', primaryAddress, '--secondary', secondaryAddress]
  expect(await redundancy(['enable', ...words], `${key}\n`)).toMatchObject({ code: 0, error: '' })
  const inControl = async (): Promise<string> =>
    JSON.parse((await redundancy(['status', '--json'])).out).primary.inControl.value
  await expect.poll(inControl, { timeout: 40_000 }).toBe('yes')
  const guardian = guardianOf(service.pid ?? 0) ?? 0
  expect(executableOf(guardian)).toBe(packagedNode())
  await expect.poll(() => childOf(guardian, serviceWord)).not.toBeNull()
})

test('the packaged app is its window', async () => {
  const app = await startApp(server.data, {}, packagedApp())
  try {
    const home = new HomePage(await app.window('home'))
    await expect(home.value(homeLabels.thisServer)).toHaveText(`Primary System, ${address}`)
    expect(app.log()).toContain('The engine runs in the service.')
  } finally {
    await endApp(app)
  }
  expect(app.ended()).toBe('exit code 0')
  expect(service.exitCode).toBeNull()
})

test('a signal ends it in order', async () => {
  service.kill('SIGTERM')
  const [code] = await once(service, 'exit')
  expect(code, said).toBe(0)
  expect(server.log('engine')).toContain('Engine ended.')
})
