import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from './entries.ts'
import { node16 } from './node16.ts'

// Every dependency the engine and the service ship does its work on the newest and on the oldest
// runtime, in the main thread and in a worker: `out/main` is CommonJS, so they are loaded by require.

const work: Readonly<Record<string, string>> = {
  ws: `
    const { WebSocket, WebSocketServer } = load('ws')
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)))
    server.on('listening', () => {
      const client = new WebSocket('ws://127.0.0.1:' + server.address().port)
      client.on('open', () => client.send('done'))
      client.on('message', (data) => { client.close(); server.close(); done(String(data)) })
    })`,
  zod: `
    const { z } = load('zod')
    done(z.object({ is: z.literal('done') }).parse({ is: 'done' }).is)`,
  lmdb: `
    const { open } = load('lmdb')
    const store = open({ path: folder + '/' + require('node:worker_threads').threadId })
    store.put('key', 'done').then(() => store.flushed).then(() => { const read = store.get('key'); return store.close().then(() => done(read)) })`,
  '@peculiar/x509': `
    load('reflect-metadata')
    const x509 = load('@peculiar/x509')
    const { webcrypto } = require('node:crypto')
    x509.cryptoProvider.set(webcrypto)
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      .then((keys) => x509.X509CertificateGenerator.createSelfSigned({ name: 'CN=done', notBefore: new Date(), notAfter: new Date(Date.now() + 1e9), signingAlgorithm: algorithm, keys }))
      .then((certificate) => done(certificate.subject.replace('CN=', '')))`,
}

/** Runs `body` on the main thread, then in a worker; each prints the word it ended with. */
const program = (body: string, folder: string): string => `
  const { Worker, isMainThread, parentPort } = require('node:worker_threads')
  const folder = ${JSON.stringify(folder)}
  const load = require('node:module').createRequire(${JSON.stringify(join(root, 'package.json'))})
  const done = (word) => {
    if (!isMainThread) return parentPort.postMessage(word)
    console.log('main ' + word)
    new Worker(__filename).on('message', (word) => { console.log('worker ' + word); process.exit(0) })
  }
  ${body}`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runtimes-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each([
  ['Node 24', async () => process.execPath],
  ['Node 16', node16],
])('on %s', (name, binary) => {
  test.each(Object.entries(work))('%s works in the main thread and in a worker', async (dependency, body) => {
    const file = join(folder, `${name}-${dependency}.cjs`.replace(/[^\w.-]/g, '_'))
    writeFileSync(file, program(body, folder))
    const output = execFileSync(await binary(), [file], { encoding: 'utf8', timeout: 60_000 })
    expect(output).toBe('main done\nworker done\n')
  })
})

test('the list above is the whole list of what the engine and the service ship', async () => {
  const manifest: { default: { dependencies: Record<string, string> } } = await import('../package.json', {
    with: { type: 'json' },
  })
  const page = ['react', 'react-dom', 'zustand']
  const shipped = Object.keys(manifest.default.dependencies).filter((name) => !page.includes(name))
  expect(shipped.sort()).toEqual([...Object.keys(work), 'reflect-metadata'].sort())
})
