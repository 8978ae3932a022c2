import net from 'node:net'
import type { Probe, ServiceDefinition } from '../../../shared/contract/site.ts'

/** Where the other server can be asked whether it still runs what only an active runs. */
export type PeerPlace =
  | { readonly kind: 'tcp' | 'sip'; readonly host: string; readonly port: number }
  | { readonly kind: 'http'; readonly url: string }

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || (net.isIPv4(host) && host.startsWith('127.'))

/**
 * The probes of the services that run only on the active system, turned to the other server's address. One that
 * asks a third machine says nothing of the other server, and a process there cannot be seen from here.
 */
export const peerPlaces = (
  services: readonly ServiceDefinition[],
  ownAddress: string,
  peerAddress: string,
): PeerPlace[] => {
  const isOwn = (host: string): boolean => host === ownAddress || isLoopback(host) || host === '0.0.0.0'
  const placeOf = (probe: Probe): PeerPlace[] => {
    switch (probe.kind) {
      case 'process':
        return []
      case 'http': {
        const url = new URL(probe.url)
        if (!isOwn(url.hostname)) return []
        url.hostname = peerAddress
        return [{ kind: 'http', url: url.href }]
      }
      case 'tcp':
      case 'sip':
        return isOwn(probe.host) ? [{ kind: probe.kind, host: peerAddress, port: probe.port }] : []
    }
  }
  return services.filter(({ runs }) => runs === 'whenActive').flatMap(({ probe }) => placeOf(probe))
}
