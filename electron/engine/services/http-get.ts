import http from 'node:http'
import https from 'node:https'
import { type Limit, noAnswer, socketTrouble, withinLimit } from './finding.ts'

export type HttpAnswer =
  | { readonly ok: true; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly detail: string }

/** `noBody`: the status is the answer, the rest is not waited for. */
export type BodyLimit = { readonly maxBytes: number } | 'noBody'

/**
 * One GET on a connection of its own; redirects are answers, not followed. Certificates are not
 * verified: these are the telephone system's own pages, often self-signed, nothing secret is sent,
 * and what is learnt is shown to a person, never a reason to move control.
 */
export const httpGet = (address: string, body: BodyLimit, limit: Limit): Promise<HttpAnswer> => {
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return Promise.resolve({ ok: false, detail: `${url.protocol} is not http: or https:` })
  }
  const place = url.host
  const late = { ok: false, detail: noAnswer(place, limit.timeoutMs) } as const
  return withinLimit<HttpAnswer>(limit, late, (finish) => {
    const options = { agent: false, rejectUnauthorized: false, headers: { connection: 'close' } }
    const request = (url.protocol === 'https:' ? https : http).get(url, options, (response) => {
      const status = response.statusCode ?? 0
      if (body === 'noBody') return finish({ ok: true, status, body: '' })
      const pieces: Buffer[] = []
      let length = 0
      response.on('data', (piece: Buffer) => {
        length += piece.length
        if (length > body.maxBytes) {
          finish({ ok: false, detail: `${place} answered more than ${body.maxBytes} bytes` })
        } else pieces.push(piece)
      })
      response.on('end', () => finish({ ok: true, status, body: Buffer.concat(pieces).toString('utf8') }))
      response.on('error', (error) => finish({ ok: false, detail: socketTrouble(place, error) }))
    })
    request.on('error', (error) => finish({ ok: false, detail: socketTrouble(place, error) }))
    return () => request.destroy()
  })
}
