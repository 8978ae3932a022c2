import http from 'node:http'
import type { LogOnRefusal } from '../../shared/contract/desktop.ts'
import type { Place } from '../engine/admin/service-file.ts'

/** Exchanges a one-time link for the cookie of a session, as a browser does. The cookie stays in this process. */
export type Exchange =
  | { readonly ok: true; readonly cookie: string }
  | { readonly ok: false; readonly why: LogOnRefusal }

const ANSWER_LIMIT_MS = 5_000

export const originOf = ({ address, port }: Place): string =>
  `http://${address}${port === 80 ? '' : `:${port}`}`

/** `redundancy-9680=...`, without its attributes. */
const cookieIn = (port: number, lines: readonly string[]): string | null => {
  const pairs = lines.map((line) => line.split(';')[0] ?? '')
  return pairs.find((pair) => new RegExp(`^redundancy-${port}=[A-Za-z0-9_-]{16,128}$`).test(pair)) ?? null
}

const refusalOf = (code: number | undefined): LogOnRefusal => {
  switch (code) {
    case 401:
      return 'used'
    case 429:
      return 'tooManyTries'
    case 503:
      return 'starting'
    default:
      return 'notAService'
  }
}

export const exchange = (place: Place, token: string): Promise<Exchange> =>
  new Promise((resolve) => {
    const body = `link=${token}`
    const request = http.request(
      {
        host: place.address,
        port: place.port,
        path: '/log-on',
        method: 'POST',
        agent: false,
        headers: {
          origin: originOf(place),
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        // Its headers say everything.
        response.destroy()
        const cookie = cookieIn(place.port, response.headers['set-cookie'] ?? [])
        if (response.statusCode === 303 && cookie !== null) resolve({ ok: true, cookie })
        else resolve({ ok: false, why: refusalOf(response.statusCode) })
      },
    )
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), ANSWER_LIMIT_MS)
    request.on('close', () => clearTimeout(timer))
    request.on('error', (error) => {
      // Something answered that does not speak HTTP.
      const isParseError = 'code' in error && String(error.code).startsWith('HPE_')
      resolve({ ok: false, why: isParseError ? 'notAService' : 'unreachable' })
    })
    request.end(body)
  })
