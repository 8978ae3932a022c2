import type { ServiceDefinition } from '../../../shared/contract/site.ts'
import { askPeer } from './ask-peer.ts'
import { hasCarrier } from './carrier.ts'
import { gatewayAnswers } from './gateway.ts'
import { peerPlaces } from './peer-places.ts'

/** What one look at the surroundings found. */
export interface Look {
  /** What only an active runs and answers at the other server's address, or null. */
  readonly answering: string | null
  readonly gateway: 'answers' | 'silent' | 'notConfigured'
  readonly hasCarrier: boolean
}

/** Looks beside the link: at the own network, and at the other server's services. */
export interface Surroundings {
  /** Ends within the time limit. */
  look(isForPeer: boolean, timeoutMs: number): Promise<Look>
  close(): void
}

export interface SurroundingsSettings {
  readonly services: readonly ServiceDefinition[]
  readonly ownAddress: string
  readonly peerAddress: string
  readonly gateway: string | null
}

export const createSurroundings = (settings: SurroundingsSettings): Surroundings => {
  const { ownAddress, peerAddress, gateway } = settings
  const places = peerPlaces(settings.services, ownAddress, peerAddress)
  const ending = new AbortController()
  return {
    look: async (isForPeer, timeoutMs) => {
      const limit = { timeoutMs, signal: ending.signal }
      const [answering, isGatewayThere] = await Promise.all([
        isForPeer ? askPeer(places, limit) : null,
        gateway === null ? null : gatewayAnswers(gateway, limit),
      ])
      return {
        answering,
        gateway: isGatewayThere === null ? 'notConfigured' : isGatewayThere ? 'answers' : 'silent',
        hasCarrier: hasCarrier(ownAddress),
      }
    },
    close: () => ending.abort(),
  }
}
