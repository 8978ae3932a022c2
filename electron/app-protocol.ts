import { protocol } from 'electron'
import { type AppFiles, answerAt } from './app-files.ts'

/** The scheme `app://`: the only place windows load anything from. */

/** Before the app is ready. `standard` gives it an origin, `secure` what a page needs one for. */
export const declareScheme = (): void =>
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])

/** Once the app is ready: `protocol.handle` came with Electron 25, before it there is only the older way. */
export const serveScheme = (files: AppFiles): void => {
  if ('handle' in protocol) {
    protocol.handle('app', ({ method, url }) => {
      const { status, headers, body } = answerAt(files, method, url)
      // biome-ignore lint/style/noRestrictedGlobals: every Electron that has protocol.handle has it
      return new Response(new Uint8Array(body), { status, headers: { ...headers } })
    })
    return
  }
  const older: Electron.Protocol = protocol
  older.registerBufferProtocol('app', ({ method, url }, answer) => {
    const { status, headers, body } = answerAt(files, method, url)
    const mimeType = headers['content-type']?.split(';')[0] ?? 'text/plain'
    answer({ statusCode: status, headers: { ...headers }, mimeType, charset: 'utf-8', data: body })
  })
}
