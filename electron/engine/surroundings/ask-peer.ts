import type { Limit } from '../services/finding.ts'
import { httpGet } from '../services/http-get.ts'
import { probeSip } from '../services/sip-probe.ts'
import { probeTcp } from '../services/tcp-probe.ts'
import type { PeerPlace } from './peer-places.ts'

/** "sip:10.10.10.1:5060", as the rule names it. */
const nameOf = (place: PeerPlace): string =>
  place.kind === 'http' ? `http:${new URL(place.url).host}` : `${place.kind}:${place.host}:${place.port}`

/** Any answer of the service itself: an error page too, a refused connection not. */
const isAnswering = async (place: PeerPlace, limit: Limit): Promise<boolean> => {
  switch (place.kind) {
    case 'tcp':
      return (await probeTcp(place.host, place.port, limit)).value === 'up'
    case 'sip':
      return (await probeSip(place.host, place.port, limit)).value === 'up'
    case 'http':
      return (await httpGet(place.url, 'noBody', limit)).ok
  }
}

/** Asks all of them at once: the first that answers, or null when none did in time. */
export const askPeer = (places: readonly PeerPlace[], limit: Limit): Promise<string | null> =>
  new Promise((resolve) => {
    const looks = places.map(async (place) => {
      if (await isAnswering(place, limit)) resolve(nameOf(place))
    })
    void Promise.allSettled(looks).then(() => resolve(null))
  })
