import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { findElectron } from '../../build/electron-runtime.ts'
import { electronArguments } from '../desktop/fixtures/desktop-app.ts'
import { inPackage } from './fixtures/package.ts'
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
    sprung: () => fs.readdirSync(folder).filter((name) => name !== 'required.cjs'),
  }
}

const chromiumsDebugger = '--remote-debugging-port=0'

interface Started {
  readonly child: ChildProcess
  output(): string
}

const start = (program: string, words: readonly string[], env: NodeJS.ProcessEnv): Started => {
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return { child, output: () => output }
}

const folderOf = (name: string): string => {
  const folder = path.join(server.data, '..', name)
  fs.mkdirSync(folder)
  return folder
}

const plainElectron = async (): Promise<string> => {
  const found = await findElectron()
  if (!found.ok) throw new Error(found.sentence)
  return found.executable
}

test('the same Electron without fuses walks into every trap', async () => {
  const { env, words, sprung } = traps(folderOf('unsealed'))
  const { child, output } = start(await plainElectron(), words, env)
  await once(child, 'close')
  expect(sprung().sort(), output()).toEqual(['obeyed NODE_OPTIONS', 'ran as Node'])
  expect(output()).toContain('Debugger listening')
})

test("unpackaged it opens Chromium's debugger when asked to", async () => {
  const words = [...electronArguments(folderOf('unpackaged')), chromiumsDebugger]
  const { child, output } = start(await plainElectron(), words, process.env)
  const gone = once(child, 'exit')
  await expect.poll(output, { timeout: 40_000 }).toContain('DevTools listening')
  child.kill('SIGKILL')
  await gone
})

test('sealed it starts as the app, shows its window, and walks into none; a signal ends it in order', async () => {
  const { env, words, sprung } = traps(folderOf('sealed'))
  const all = [...words, chromiumsDebugger, '--data', server.data]
  const { child, output } = start(inPackage('bin/redundancy-desktop'), all, env)
  const gone = once(child, 'exit')
  try {
    await expect
      .poll(() => server.log('desktop') + output(), { timeout: 40_000 })
      .toContain('The window Redundancy Manager is shown.')
    expect(server.log('desktop')).toContain('The engine runs in this app.')
    expect(JSON.parse(fs.readFileSync(path.join(server.data, 'engine.lock'), 'utf8'))).toMatchObject({
      pid: child.pid,
    })
    child.kill('SIGTERM')
    // The registry's Electron 22 may die on its own way out, after the orderly end that is looked at below.
    expect([0, 'SIGSEGV'], output()).toContain((await gone).find((how) => how !== null))
  } finally {
    child.kill('SIGKILL')
  }
  expect(server.log('engine')).toContain('Engine ended.')
  expect(fs.existsSync(path.join(server.data, 'engine.lock'))).toBe(false)
  expect(sprung()).toEqual([])
  expect(output()).not.toMatch(/Debugger listening|DevTools listening/)
})
