import net from 'node:net'
import path from 'node:path'

/** Whether somebody looks on: a display that is named in the environment and answers. */

/** Where a display listens. Null for a name of another form, which is then believed. */
export const displaySocket = (env: NodeJS.ProcessEnv): net.NetConnectOpts | null => {
  const { DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR = '' } = env
  if (!DISPLAY && WAYLAND_DISPLAY) return { path: path.resolve(XDG_RUNTIME_DIR, WAYLAND_DISPLAY) }
  const [, host = '', number] = /^([A-Za-z0-9.-]*):(\d+)(?:\.\d+)?$/.exec(DISPLAY ?? '') ?? []
  if (number === undefined) return null
  return host === '' || host === 'unix'
    ? { path: `/tmp/.X11-unix/X${number}` }
    : { host, port: 6_000 + Number(number) }
}

const ANSWER_MS = 3_000

const answers = (where: net.NetConnectOpts): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ ...where, timeout: ANSWER_MS })
    const settle = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', () => settle(true))
    socket.once('timeout', () => settle(false))
    socket.once('error', () => settle(false))
  })

/** Null when there is one; else why not, as the beginning of a sentence. */
export const displayFault = async (
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> => {
  if (platform === 'darwin' || platform === 'win32') return null
  const name = env.DISPLAY || env.WAYLAND_DISPLAY
  if (!name) return 'There is no display here (DISPLAY and WAYLAND_DISPLAY are not set)'
  const where = displaySocket(env)
  return where === null || (await answers(where)) ? null : `The display ${name} does not answer`
}
