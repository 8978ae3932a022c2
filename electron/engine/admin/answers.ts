import type { ServerResponse } from 'node:http'
import type { Place } from './service-file.ts'

/** Every answer carries the same strict headers. */

/** `connect-src` names the socket too: not every browser counts it as 'self'. */
const policy = ({ address, port }: Place): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self' ws://${address}:${port}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

export const securityHeaders = (place: Place): Record<string, string> => ({
  'content-security-policy': policy(place),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not no-referrer: with that a browser sends "Origin: null" with the log-on form.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
})

export interface Answer {
  readonly code: number
  readonly type?: string
  readonly body?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export const html = (code: number, body: string): Answer => ({ code, type: 'text/html; charset=utf-8', body })
export const text = (code: number, body: string): Answer => ({
  code,
  type: 'text/plain; charset=utf-8',
  body,
})

export const send = (response: ServerResponse, place: Place, answer: Answer, isHead: boolean): void => {
  const body = Buffer.from(answer.body ?? '')
  response.writeHead(answer.code, {
    ...securityHeaders(place),
    'cache-control': 'no-store',
    ...(answer.type === undefined ? {} : { 'content-type': answer.type }),
    ...(answer.code === 304 ? {} : { 'content-length': String(body.length) }),
    ...answer.headers,
  })
  response.end(isHead ? undefined : body)
}
