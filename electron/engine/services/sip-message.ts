/** The little of SIP (RFC 3261) a look at a telephone service needs: an OPTIONS request and whose answer a response is. */

export interface OptionsRequest {
  readonly host: string
  readonly port: number
  readonly localAddress: string
  readonly localPort: number
  /** Random parts, safe in a token. */
  readonly branch: string
  readonly tag: string
  readonly callId: string
}

const hostPart = (host: string): string => (host.includes(':') ? `[${host}]` : host)

export const optionsRequest = (request: OptionsRequest): string => {
  const target = `sip:${hostPart(request.host)}:${request.port}`
  const local = hostPart(request.localAddress)
  return [
    `OPTIONS ${target} SIP/2.0`,
    `Via: SIP/2.0/UDP ${local}:${request.localPort};rport;branch=z9hG4bK${request.branch}`,
    'Max-Forwards: 70',
    `From: <sip:redundancy@${local}>;tag=${request.tag}`,
    `To: <${target}>`,
    `Call-ID: ${request.callId}`,
    'CSeq: 1 OPTIONS',
    `Contact: <sip:redundancy@${local}:${request.localPort}>`,
    'Accept: application/sdp',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}

/** The Call-ID of a SIP response; null when it is no response or has none. */
export const responseCallId = (datagram: string): string | null => {
  const [head = ''] = datagram.split(/\r?\n\r?\n/, 1)
  const [status = '', ...headers] = head.split(/\r?\n/)
  if (!/^SIP\/2\.0 [1-6]\d\d(?: |$)/.test(status)) return null
  for (const header of headers) {
    const value = /^(?:Call-ID|i)[ \t]*:[ \t]*(\S+)[ \t]*$/i.exec(header)?.[1]
    if (value !== undefined) return value
  }
  return null
}
