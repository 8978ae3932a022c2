import type { IncomingMessage } from 'node:http'
import { type ApiServer, startApiServer } from '../engine/admin/api-server.ts'
import type { StaticFiles } from '../engine/admin/static-files.ts'
import type { Log } from '../engine/ports.ts'
import { type Fault, fault } from '../engine/store/fault.ts'
import { createBrowserDoor, howToEnter } from './browser-door.ts'
import { answerTo } from './routes.ts'

/** The admin API, and the built renderer for browsers, on one loopback address. */
export interface Service extends ApiServer {
  linkUrl(): string
}

export interface ServiceOptions {
  readonly address: string
  /** 0 takes a free one. */
  readonly port: number
  readonly files: StaticFiles
  readonly log: Log
  /** Monotonic milliseconds. */
  readonly now: () => number
}

const listenSentence = (code: string, address: string, port: number): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${address} is used by another program: stop that one, or choose another with --port or --address.`
    case 'EADDRNOTAVAIL':
      return `${address} is not an address of this machine: choose another with --address.`
    case 'EACCES':
      return `Port ${port} of ${address} may be used by the administrator only: choose one above 1023 with --port.`
    default:
      return `Port ${port} of ${address} cannot be used (${code}): choose another with --port or --address.`
  }
}

export const startService = async (
  options: ServiceOptions,
): Promise<{ ok: true; service: Service } | Fault> => {
  const { address, port, files, now } = options
  const started = await startApiServer({
    ...options,
    howToEnter,
    visitors: (door) => {
      const browsers = createBrowserDoor(door, now)
      return { ...browsers, answer: (request: IncomingMessage) => answerTo(request, browsers, files) }
    },
  })
  if (!started.ok) return fault(listenSentence(started.code, address, port))
  return { ok: true, service: { ...started.server, linkUrl: started.visitors.linkUrl } }
}
