import type { IncomingMessage } from 'node:http'

/** Cookies know no ports: the name does, so that two services of one address do not log each other off. */
export const cookieName = (port: number): string => `redundancy-${port}`

export const cookieOf = (request: IncomingMessage, name: string): string | null => {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=')
    if (key === name && value !== undefined) return value
  }
  return null
}
