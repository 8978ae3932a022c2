import type { IncomingMessage } from 'node:http'
import { type Answer, html, text } from '../engine/admin/answers.ts'
import { checkOrigin } from '../engine/admin/guard.ts'
import type { StaticFiles } from '../engine/admin/static-files.ts'
import type { BrowserDoor } from './browser-door.ts'
import { cookieName } from './cookie.ts'
import { pageStyle, stylePath } from './page-style.ts'
import {
  linkRefusedPage,
  logOnPage,
  logOnPath,
  logOnScript,
  logOnScriptPath,
  notBuiltPage,
  notLoggedOnPage,
  startingPage,
  tooManyTriesPage,
} from './pages.ts'

/** What is answered to which request, once its Host and Origin are right. */

const MOST_BODY_BYTES = 4096

/** Null when it is too long or cut off. */
const readBody = (request: IncomingMessage): Promise<string | null> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MOST_BODY_BYTES) chunks.push(chunk)
      else resolve(null)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('close', () => resolve(null))
  })

/** A browser exchanges its link for the cookie. */
const logOn = async (request: IncomingMessage, door: BrowserDoor): Promise<Answer> => {
  if (checkOrigin(request) !== 'own') return text(403, 'This has to come from the page of the link.\n')
  const body = await readBody(request)
  if (body === null) return text(413, 'The form is too long.\n')
  const id = door.sessions.redeem(new URLSearchParams(body).get('link') ?? '')
  if (id === null) return door.hasFailed(request) ? html(429, tooManyTriesPage) : html(401, linkRefusedPage)
  const cookie = `${cookieName(door.place.port)}=${id}; Path=/; HttpOnly; SameSite=Strict`
  return { code: 303, headers: { location: '/', 'set-cookie': cookie } }
}

/** The command line asks for a link for a browser. */
const newLink = (request: IncomingMessage, door: BrowserDoor): Answer => {
  const entry = door.enterWithToken(request)
  if (!entry.ok) return text(entry.code, `${entry.message}\n`)
  return { code: 201, type: 'application/json', body: `${JSON.stringify({ url: door.linkUrl() })}\n` }
}

const file = (request: IncomingMessage, path: string, files: StaticFiles): Answer => {
  const found = files.get(path)
  if (found === undefined)
    return path === '/' ? html(503, notBuiltPage) : text(404, 'There is nothing here.\n')
  const headers = { etag: found.etag, 'cache-control': 'private, no-cache' }
  if (request.headers['if-none-match'] === found.etag) return { code: 304, headers }
  return { code: 200, type: found.type, body: found.content, headers }
}

const read = (
  request: IncomingMessage,
  path: string,
  query: string,
  door: BrowserDoor,
  files: StaticFiles,
): Answer => {
  if (path === logOnScriptPath)
    return { code: 200, type: 'text/javascript; charset=utf-8', body: logOnScript }
  if (path === stylePath) return { code: 200, type: 'text/css; charset=utf-8', body: pageStyle }
  const link = path === '/' ? new URLSearchParams(query).get('link') : null
  if (link !== null) return html(200, logOnPage(link))
  if (!door.isOpen()) return html(503, startingPage)
  if (door.sessionOf(request) === null) return html(401, notLoggedOnPage)
  return file(request, path, files)
}

export const answerTo = async (
  request: IncomingMessage,
  door: BrowserDoor,
  files: StaticFiles,
): Promise<Answer> => {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return read(request, path, query, door, files)
    case 'POST':
      if (path === logOnPath) return logOn(request, door)
      if (path === '/link') return newLink(request, door)
      return text(404, 'There is nothing here.\n')
    default:
      return { ...text(405, 'This cannot be done here.\n'), headers: { allow: 'GET, HEAD, POST' } }
  }
}
