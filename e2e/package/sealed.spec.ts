import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { findElectron } from '../../build/electron-runtime.ts'
import { packagedApp } from './fixtures/package.ts'
import { makeServer, type Server } from './fixtures/server.ts'

/**
 * The app as it is given away, all fuses set: nothing can look into it any more, so it is judged by what it
 * writes down. It is started with everything that makes an Electron a debugger or a plain Node.
 */

let server: Server
test.beforeAll(async () => {
  server = await makeServer()
})
test.afterAll(() => server?.remove())

/** Files that are written only by whoever is led astray. */
const traps = (folder: string) => {
  const required = path.join(folder, 'required.cjs')
  const writes = (name: string): string =>
    `require('fs').writeFileSync(${JSON.stringify(path.join(folder, name))}, '')`
  fs.writeFileSync(required, writes('obeyed NODE_OPTIONS'))
  return {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${required}` },
    words: ['--inspect=0', '-e', writes('ran as Node')],
    sprung: () => fs.readdirSync(folder).filter((name) => !name.includes('.')),
  }
}

const heard = (child: ChildProcess): (() => string) => {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return () => output
}

const folderOf = (name: string): string => {
  const folder = path.join(server.data, '..', name)
  fs.mkdirSync(folder)
  return folder
}

test('the same Electron without fuses walks into every trap', async () => {
  const found = await findElectron()
  if (!found.ok) throw new Error(found.sentence)
  const { env, words, sprung } = traps(folderOf('unsealed'))
  const child = spawn(found.executable, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = heard(child)
  await once(child, 'close')
  expect(sprung().sort(), output()).toEqual(['obeyed NODE_OPTIONS', 'ran as Node'])
  expect(output()).toContain('Debugger listening')
})

test('sealed it starts as the app, shows its window, and walks into none; a signal ends it in order', async () => {
  const { env, words, sprung } = traps(folderOf('sealed'))
  const all = [...words, '--data', server.data]
  const child = spawn(packagedApp().executable, all, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = heard(child)
  try {
    await expect
      .poll(() => server.log('desktop') + output(), { timeout: 40_000 })
      .toContain('The window Redundancy Manager is shown.')
    expect(server.log('desktop')).toContain('The engine runs in this app.')
    expect(JSON.parse(fs.readFileSync(path.join(server.data, 'engine.lock'), 'utf8'))).toMatchObject({
      pid: child.pid,
    })
    child.kill('SIGTERM')
    expect(await once(child, 'exit'), output()).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
  expect(server.log('engine')).toContain('Engine ended.')
  expect(fs.existsSync(path.join(server.data, 'engine.lock'))).toBe(false)
  expect(sprung()).toEqual([])
  expect(output()).not.toContain('Debugger listening')
})
