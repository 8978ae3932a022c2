import type { LinkProblem } from '../ports.ts'

/** Why a socket was closed, told to the other side in the WebSocket closing frame (4000-4999: private use, RFC 6455 7.4.2). */
export const closeCodes = {
  keyMismatch: 4001,
  roleMismatch: 4002,
  versionMismatch: 4003,
  addressMismatch: 4004,
  arbiterMismatch: 4005,
  certificateChanged: 4006,
  malformedFrame: 4007,
  timeout: 4008,
  replaced: 4009,
  silent: 4010,
  closing: 4011,
  probeDone: 4012,
  noSession: 4013,
  sameServer: 4014,
  timingMismatch: 4015,
} as const

export type CloseWord = keyof typeof closeCodes

/** What `ws` itself sends when the framing, the encoding or the size is wrong (RFC 6455 7.4.1). */
const framingCodes = new Set([1002, 1003, 1007, 1008, 1009])

export const closeWord = (code: number): CloseWord | null => {
  if (framingCodes.has(code)) return 'malformedFrame'
  for (const [word, value] of Object.entries(closeCodes)) if (value === code) return word as CloseWord
  return null
}

/** The closing word for a problem found here. */
export const closeWordOf = (problem: LinkProblem): CloseWord => {
  switch (problem.code) {
    case 'keyMismatch':
    case 'roleMismatch':
    case 'versionMismatch':
    case 'addressMismatch':
    case 'arbiterMismatch':
    case 'timingMismatch':
    case 'certificateChanged':
    case 'malformedFrame':
    case 'silent':
    case 'sameServer':
      return problem.code
    case 'unreachable':
    case 'refused':
    case 'clockSkew':
    case 'portInUse':
      return 'closing'
  }
}
