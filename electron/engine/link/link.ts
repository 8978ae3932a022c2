import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { isIpv4 } from '../../../shared/domain/ipv4.ts'
import type { Clock, Link, LinkEvents, LinkSettings, Log } from '../ports.ts'
import { measuresBefore } from './doctor/measures.ts'
import { ownWire, type Wire } from './hello.ts'
import { loadIdentity } from './identity.ts'
import { REFUSED_RETRY_MS } from './limits.ts'
import { loadPin } from './pin.ts'
import { createProblems } from './problems.ts'
import { type RunningLink, runLink } from './running-link.ts'
import { stretchKey } from './stretched-key.ts'

export interface LinkOptions {
  readonly settings: LinkSettings
  /** The identity and the pinned certificate of the peer are kept in `dataDir/identity`. */
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
  readonly events: LinkEvents
  /** Of the product; shown to the peer. */
  readonly version: string
  readonly timing: { readonly heartbeatMs: number; readonly declareLostMs: number }
  /** Whether a disk of this server is full, which the peer is told. */
  readonly isDiskFull?: () => boolean
  /** Whether the program of this server answers nobody, which the peer is told. */
  readonly isHostStuck?: () => boolean
  /** The clock on the wall, for the skew between the servers only. */
  readonly wallMs?: () => number
  /** Link versions spoken here, when not this build's. */
  readonly wire?: Wire
}

/**
 * The link of a pair: TLS 1.3, both ends with a certificate of their own, the Redundancy Key proved on
 * every connection and never sent. One control socket, dialled by the Secondary; bulk sockets, dialled
 * by whoever wants data. Nothing here throws for a network's or a stranger's doing.
 */
export const createLink = (options: LinkOptions): Link => {
  const { log } = options
  const instance = randomBytes(16).toString('hex')
  const problems = createProblems(log, (problem) => options.events.problem(problem))
  const folder = path.join(options.dataDir, 'identity')
  let running: RunningLink | null = null
  let typedKey = options.settings.key
  let isOpened = false
  let isClosed = false
  let starting: Promise<void> = Promise.resolve()
  let retry: NodeJS.Timeout | null = null
  let rekeying: Promise<void> = Promise.resolve()

  const start = async (): Promise<void> => {
    const key = await stretchKey(typedKey)
    const identity = await loadIdentity(folder, log)
    const pin = await loadPin(folder, log)
    if (isClosed) return
    const name = [options.settings.ownAddress, options.settings.peerAddress].find((one) => !isIpv4(one))
    if (name !== undefined) {
      const detail = `${name} is a name; the link takes fixed IPv4 addresses only.`
      problems.set('listener', { code: 'unreachable', detail })
      return
    }
    problems.set('listener', null)
    running = runLink({
      options,
      problems,
      identity,
      pin,
      key,
      instance,
      wire: options.wire ?? ownWire,
      wallMs: options.wallMs ?? Date.now,
    })
  }

  /** A folder that cannot be used is a problem of this server: named, and tried again. */
  const startOrRetry = (): void => {
    starting = start().catch((error: Error) => {
      if (isClosed) return
      const detail = `The link's identity in ${folder} cannot be used: ${error.message}.`
      problems.set('listener', { code: 'unreachable', detail })
      retry = setTimeout(startOrRetry, REFUSED_RETRY_MS)
    })
  }

  const rekey = async (key: string): Promise<void> => {
    typedKey = key
    if (!isOpened || isClosed) return
    if (retry !== null) clearTimeout(retry)
    await starting
    const before = running
    running = null
    await before?.close()
    if (before !== null) options.events.down()
    if (!isClosed) startOrRetry()
  }

  return {
    setKey: (key) => {
      rekeying = rekeying.then(() => rekey(key))
      return rekeying
    },
    open: () => {
      if (isOpened || isClosed) return
      isOpened = true
      startOrRetry()
    },
    evidence: () => running?.evidence() ?? measuresBefore(options.settings, options.timing),
    examine: async () => (await running?.examine()) ?? null,
    send: (message) => running?.send(message),
    openBulk: () =>
      running === null
        ? Promise.reject(new Error('The link is not open; bulk data waits until it is.'))
        : running.openBulk(),
    newCertificate: () => running?.newCertificate() ?? null,
    acceptCertificate: (sha256) => running?.acceptCertificate(sha256) ?? null,
    close: async () => {
      isClosed = true
      if (retry !== null) clearTimeout(retry)
      problems.close()
      await rekeying
      await starting
      await running?.close()
    },
  }
}
