import fs from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { windowAddress } from '../../shared/contract/desktop.ts'
import { homeLabels, plainLabel, productName } from '../../shared/domain/labels.ts'
import { type DesktopApp, endApp, makeDataFolder, startApp } from './fixtures/desktop-app.ts'

/** What a page of the desktop app cannot do, each tried in the real runtime with Chromium's sandbox on. */

let app: DesktopApp
let page: Page
const data = makeDataFolder()

test.beforeAll(async () => {
  app = await startApp(data)
  page = await app.window('home')
})
test.afterAll(async () => {
  await endApp(app)
  fs.rmSync(data, { recursive: true, force: true })
})

const send = (from: Page, frame: unknown): Promise<void> =>
  from.evaluate(
    (text) => window.redundancyApp?.send(text),
    typeof frame === 'string' ? frame : JSON.stringify(frame),
  )

const call = (id: number, method = 'status', input: unknown = {}) => ({ kind: 'call', id, method, input })

/** After this everything sent before was judged: the door takes frames in order. */
const settled = async (id: number): Promise<void> => {
  await send(page, call(id))
  await expect.poll(() => app.answer(id)).not.toBeNull()
}

const refusals = (why: string): number => app.log().split(`refused at the door: ${why}.`).length - 1

test('the page runs in the sandbox and has nothing but a channel for text', async () => {
  const renderer = await app.electron.evaluate(({ webContents }) =>
    webContents.getAllWebContents()[0]?.getOSProcessId(),
  )
  const status = fs.readFileSync(`/proc/${renderer}/status`, 'utf8')
  expect(status).toMatch(/^Seccomp:\s+2$/m)
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  expect(fs.readFileSync(`/proc/${app.pid}/cmdline`, 'utf8')).not.toContain('no-sandbox')
  expect(process.getuid?.()).not.toBe(0)

  const reachable = await page.evaluate(() => ({
    channel: Object.keys(window.redundancyApp ?? {}).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron'].filter(
      (name) => name in window,
    ),
  }))
  expect(reachable).toEqual({ channel: ['onFrame', 'send'], node: [] })
})

test('a window that is none of ours is refused, though it has our page and our preload', async () => {
  const id = await app.electron.evaluate(async ({ BrowserWindow, app: inside }, address) => {
    const preload = `${inside.getAppPath()}/out/preload/preload.cjs`
    const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
    await window.loadURL(address)
    return window.id
  }, windowAddress.home)
  const before = refusals('strangeWindow')
  const heard = await app.electron.evaluate(async ({ BrowserWindow }, stranger) => {
    const window = BrowserWindow.fromId(stranger)
    return window?.webContents.executeJavaScript(`
      const heard = []
      window.redundancyApp.onFrame((frame) => heard.push(frame))
      window.redundancyApp.send('{"kind":"call","id":77,"method":"status","input":{}}')
      window.redundancyApp.send('{"kind":"open","window":"administration"}')
      new Promise((resolve) => setTimeout(() => resolve(heard), 500))`)
  }, id)
  await settled(101)
  expect(heard).toEqual([])
  expect(await app.answer(77)).toBeNull()
  expect(refusals('strangeWindow') - before).toBeGreaterThanOrEqual(2)
  await app.electron.evaluate(({ BrowserWindow }, stranger) => BrowserWindow.fromId(stranger)?.destroy(), id)
})

/** An IPC event as the runtime would make it, for frames that cannot be brought about at will. */
const emit = (frame: 'null' | 'undefined' | 'gone' | 'inner', id: number): Promise<void> =>
  app.electron.evaluate(
    ({ ipcMain, webContents }, [which, text, address]) => {
      const sender = webContents.getAllWebContents().find((contents) => contents.getURL() === address)
      const gone = {
        parent: null,
        get url(): string {
          throw new Error('Render frame was disposed before WebFrameMain could be accessed')
        },
      }
      const frames = { null: null, undefined, gone, inner: sender?.mainFrame.frames[0] }
      ipcMain.emit('frame', { sender, senderFrame: frames[which as keyof typeof frames] }, text)
    },
    [frame, JSON.stringify(call(id)), windowAddress.home] as const,
  )

test('a frame that is null, gone, or inside another one is refused', async () => {
  await page.evaluate(() => document.body.append(document.createElement('iframe')))
  const inner = await app.electron.evaluate(
    ({ webContents }, address) =>
      webContents.getAllWebContents().find((contents) => contents.getURL() === address)?.mainFrame.frames
        .length,
    windowAddress.home,
  )
  expect(inner).toBe(1)
  const reached = await page.evaluate(() => {
    const frame = document.querySelector('iframe')?.contentWindow
    return frame !== null && frame !== undefined && 'redundancyApp' in frame
  })
  expect(reached).toBe(false)

  const before = { noFrame: refusals('noFrame'), innerFrame: refusals('innerFrame') }
  await emit('null', 201)
  await emit('undefined', 202)
  await emit('gone', 203)
  await emit('inner', 204)
  await settled(205)
  expect(refusals('noFrame') - before.noFrame).toBe(3)
  expect(refusals('innerFrame') - before.innerFrame).toBe(1)
  for (const id of [201, 202, 203, 204]) expect(await app.answer(id)).toBeNull()
  await page.evaluate(() => document.querySelector('iframe')?.remove())
})

test('a page at another address is refused', async () => {
  const before = refusals('wrongAddress')
  await page.evaluate(() => history.pushState(null, '', '/administration'))
  await send(page, call(301))
  // The page itself may ask for the status meanwhile, and is refused too.
  await expect.poll(() => refusals('wrongAddress')).toBeGreaterThan(before)
  await page.evaluate(() => history.back())
  await expect.poll(() => page.url()).toBe(windowAddress.home)
  await settled(302)
  expect(await app.answer(301)).toBeNull()
})

test('bad arguments are refused; their values are repeated nowhere', async () => {
  const before = {
    notAFrame: refusals('notAFrame'),
    tooLarge: refusals('tooLarge'),
    notText: refusals('notText'),
  }
  await page.evaluate(() => {
    const channel = window.redundancyApp as unknown as { send(frame: unknown): void }
    channel.send({ kind: 'call', id: 401, method: 'status', input: {} })
    channel.send(undefined)
  })
  for (const text of ['{', '[]', '{"kind":"status"}', '{"kind":"open","window":"file:///etc/passwd"}'])
    await send(page, text)
  await send(page, { ...call(402), person: 'root' })
  await send(page, call(403, 'status', 'x'.repeat(256 * 1024)))
  await send(page, call(404, '__proto__'))
  await send(page, call(405, 'apply', { requestId: 'r', revision: 0, key: 'secret-value-of-the-input' }))
  await settled(406)
  expect(refusals('notText') - before.notText).toBe(2)
  expect(refusals('notAFrame') - before.notAFrame).toBe(5)
  expect(refusals('tooLarge') - before.tooLarge).toBe(1)
  for (const id of [401, 402, 403]) expect(await app.answer(id)).toBeNull()
  for (const id of [404, 405])
    expect(await app.answer(id)).toMatchObject({ kind: 'error', code: 'badRequest' })
  expect(`${await app.said()}${app.log()}${app.output()}`).not.toContain('secret-value-of-the-input')
})

test('app:// answers its own files and nothing else', async () => {
  const script = await page.evaluate(() => document.querySelector('script')?.src ?? '')
  const tricks = [
    'app://redundancy/index.html',
    'app://redundancy/../main/main.cjs',
    'app://redundancy/%2e%2e/main/main.cjs',
    'app://redundancy/..%2fmain%2fmain.cjs',
    'app://redundancy/%252e%252e/main/main.cjs',
    'app://redundancy/assets/..%5c..%5cmain.cjs',
    'app://redundancy//etc/passwd',
    'app://redundancy/etc/passwd%00.html',
    'app://redundancy/administration/',
    'app://redundancy/?x',
    `${script}?x`,
    'app://other/',
    'app://redundancy.example.org/',
    'app:///etc/passwd',
  ]
  const answers = await app.electron.evaluate(
    async ({ BrowserWindow }, addresses) => {
      const window = new BrowserWindow({ show: false })
      const got: Record<string, unknown> = {}
      for (const address of addresses) {
        let code = 0
        window.webContents.once('did-navigate', (_event, _url, status) => {
          code = status
        })
        await window.loadURL(address).catch(() => {})
        const text = (await window.webContents.executeJavaScript('document.body.innerText')) as string
        got[address] = [code, text.trim().slice(0, 40)]
        window.webContents.removeAllListeners('did-navigate')
      }
      window.destroy()
      return got
    },
    [script, ...tricks],
  )
  expect((answers[script] as [number, string])[0]).toBe(200)
  for (const address of tricks) {
    const [code, text] = answers[address] as [number, string]
    expect([404, 0], `${address}: ${code} ${text}`).toContain(code)
    expect(['There is nothing here.', ''], address).toContain(text)
  }
})

test('the policy forbids scripts of others, eval, and every word to the network', async () => {
  const result = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    script.remove()
    // In a task of the page's own: what a debugger evaluates directly is exempt from the policy.
    await new Promise((resolve) => setTimeout(resolve, 0))
    const attempt = async (act: () => unknown): Promise<string> => {
      try {
        return String(await act())
      } catch (error) {
        return error instanceof Error ? error.name : 'refused'
      }
    }
    return {
      injected: 'injected' in window,
      // biome-ignore lint/security/noGlobalEval: the attempt is the test
      evaluated: await attempt(() => globalThis.eval('1 + 1')),
      fetched: await attempt(() => fetch('app://redundancy/icon.svg')),
      file: await attempt(() => fetch('file:///etc/passwd')),
      socket: await attempt(
        () =>
          new Promise((resolve) => {
            const socket = new WebSocket('ws://127.0.0.1:9')
            socket.onerror = () => resolve('refused')
            socket.onopen = () => resolve('open')
          }),
      ),
    }
  })
  expect(result).toEqual({
    injected: false,
    evaluated: 'EvalError',
    fetched: 'TypeError',
    file: 'TypeError',
    socket: expect.stringMatching(/refused|SecurityError/),
  })
})

test('it navigates nowhere', async () => {
  let id = 500
  for (const target of [
    'https://example.org/',
    'file:///etc/passwd',
    windowAddress.administration,
    'data:text/html,x',
  ]) {
    await page.evaluate((address) => {
      location.href = address
    }, target)
    await page.evaluate((address) => {
      const link = document.createElement('a')
      link.href = address
      document.body.append(link)
      link.click()
      link.remove()
    }, target)
    id += 1
    await settled(id)
    const address = await app.electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents()[0]?.getURL(),
    )
    expect(address, target).toBe(windowAddress.home)
  }
  expect(await page.evaluate(() => document.querySelector('h1')?.textContent)).toBe(productName)
  // Playwright waits for the navigations that were begun.
  await page.reload()
})

test('a page gives away its own files only, and the app asks where', async () => {
  const kept = path.join(data, 'kept.txt')
  await app.electron.evaluate(({ session }, file) => {
    session.defaultSession.on('will-download', (_event, item) => item.setSavePath(file))
  }, kept)
  const download = (address: string | null): Promise<void> =>
    page.evaluate((given) => {
      const link = document.createElement('a')
      link.href = given ?? URL.createObjectURL(new Blob(['what the page made']))
      link.download = 'kept.txt'
      link.click()
    }, address)
  for (const address of ['data:text/plain,x', 'https://example.org/x', 'app://redundancy/icon.svg'])
    await download(address)
  await settled(701)
  await download(null)
  await expect
    .poll(() => (fs.existsSync(kept) ? fs.readFileSync(kept, 'utf8') : null))
    .toBe('what the page made')
  expect(fs.readdirSync(data).filter((name) => name.includes('kept'))).toEqual(['kept.txt'])
  // A download of another site begins as a navigation, for which Playwright waits.
  await page.reload()
})

test('it opens no window and no view of its own', async () => {
  const count = (): Promise<number> =>
    app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)
  const before = await count()
  const opened = await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'https://example.org/'
    link.target = '_blank'
    document.body.append(link)
    link.click()
    link.remove()
    const view = document.createElement('webview')
    view.setAttribute('src', 'https://example.org/')
    document.body.append(view)
    view.remove()
    return [window.open('https://example.org/'), window.open('app://redundancy/'), window.open('about:blank')]
  })
  await settled(601)
  expect(opened).toEqual([null, null, null])
  expect(await count()).toBe(before)
})

test('it gets no permission', async () => {
  const answers = await page.evaluate(async () => {
    const outcome = async (ask: () => Promise<unknown>): Promise<string> => {
      try {
        return String(await ask())
      } catch (error) {
        return error instanceof Error ? `refused (${error.name})` : 'refused'
      }
    }
    const place = (): Promise<unknown> =>
      new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          (error) => resolve(`refused (${error.code})`),
        ),
      )
    return {
      notifications: await outcome(() => Notification.requestPermission()),
      camera: await outcome(() => navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
      screen: await outcome(() => navigator.mediaDevices.getDisplayMedia()),
      clipboard: await outcome(() => navigator.clipboard.readText()),
      place: await outcome(place),
      state: (await navigator.permissions.query({ name: 'geolocation' })).state,
    }
  })
  expect(answers.notifications).toBe('denied')
  for (const name of ['camera', 'screen', 'clipboard', 'place'] as const)
    expect(answers[name], name).toMatch(/^refused/)
  expect(answers.state).toBe('denied')
})

test('no key and no token is in any window', async () => {
  const key = 'e2e key nobody may read back 93f1'
  await page.getByRole('button', { name: plainLabel(homeLabels.status), exact: true }).click()
  const dialog = await app.window('administration')
  const { revision, settings } = await app.call(page, 'settings', {})
  const applied = await app.call(page, 'apply', { requestId: 'key', revision, settings, key })
  expect(applied).toEqual({ ok: true })
  const view = await app.call(dialog, 'settings', {})
  expect(view.hasKey).toBe(true)
  await page.reload()
  await dialog.reload()
  await app.window('home')
  await app.window('administration')

  const token = fs.readFileSync(`${data}/admin-token`, 'utf8').trim()
  const seen = [await app.said(), app.log(), app.output()]
  for (const window of [page, dialog]) {
    seen.push(
      await window.evaluate(() =>
        JSON.stringify([
          document.documentElement.outerHTML,
          { ...localStorage },
          { ...sessionStorage },
          document.cookie,
          location.href,
          history.state,
        ]),
      ),
    )
  }
  expect(token.length).toBeGreaterThan(40)
  for (const text of seen) {
    expect(text).not.toContain(key)
    expect(text).not.toContain(token)
  }
})
