import { once } from 'node:events'
import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { displayFault, displaySocket } from './display-here.ts'

test.each([
  [{ DISPLAY: ':77' }, { path: '/tmp/.X11-unix/X77' }],
  [{ DISPLAY: 'unix:0.0', WAYLAND_DISPLAY: 'wayland-0' }, { path: '/tmp/.X11-unix/X0' }],
  [{ DISPLAY: 'localhost:10.0' }, { host: 'localhost', port: 6010 }],
  [{ WAYLAND_DISPLAY: 'wayland-1', XDG_RUNTIME_DIR: '/run/user/7' }, { path: '/run/user/7/wayland-1' }],
  [{ DISPLAY: '/private/tmp/x:0' }, null],
])('%j listens at %j', (env, where) => {
  expect(displaySocket(env)).toEqual(where)
})

test('none named, and one that is gone, are no display', async () => {
  expect(await displayFault({}, 'linux')).toMatch(/^There is no display here/)
  expect(await displayFault({ DISPLAY: '' }, 'linux')).toMatch(/^There is no display here/)
  expect(await displayFault({ DISPLAY: ':59999' }, 'linux')).toBe('The display :59999 does not answer')
  expect(await displayFault({}, 'darwin')).toBeNull()
})

test('one that answers is a display', async () => {
  const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  expect(await displayFault({ DISPLAY: `127.0.0.1:${port - 6_000}` }, 'linux')).toBeNull()
})
