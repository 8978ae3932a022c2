import type { LogOnRefusal } from '../../shared/contract/desktop.ts'
import { connectTo, type ServiceConnection } from '../engine/admin/service-connection.ts'
import { PERSON_HEADER, type Place } from '../engine/admin/service-file.ts'
import { type Followed, follow } from '../following.ts'
import { judgeLink } from './one-time-link.ts'
import { exchange, originOf } from './session-cookie.ts'

/** Another server's service, logged on to with a one-time link. Link and cookie stay in this process. */
export interface OtherServer extends Followed {
  readonly place: Place
  /** Calls back when that server does not accept the log-on any more. */
  onOver(listener: () => void): void
}

export type Reached =
  | { readonly ok: true; readonly server: OtherServer }
  | { readonly ok: false; readonly why: LogOnRefusal }

/** What a service answers whose sessions do not hold this one. */
const isRefusal = (code: number | null): boolean => code === 401 || code === 403

const followPlace = (
  place: Place,
  headers: Readonly<Record<string, string>>,
  first: ServiceConnection,
): OtherServer => {
  const overListeners: (() => void)[] = []
  let isOver = false
  const followed = follow({
    first,
    connect: async () => {
      const connected = await connectTo(place, headers)
      if (connected.ok || !isRefusal(connected.code)) return connected
      isOver = true
      for (const listener of overListeners) listener()
      return connected
    },
    isWorthTrying: () => !isOver,
  })
  return {
    ...followed,
    place,
    onOver: (listener) => {
      overListeners.push(listener)
    },
  }
}

/** `ownPlace`: where the service of this server listens, if one runs; its links are not for here. */
export const reach = async (text: string, ownPlace: Place | null, person: string): Promise<Reached> => {
  const link = judgeLink(text, ownPlace)
  if (!link.ok) return link
  const { place, token } = link
  const exchanged = await exchange(place, token)
  if (!exchanged.ok) return exchanged
  const headers = { origin: originOf(place), cookie: exchanged.cookie, [PERSON_HEADER]: person }
  const connected = await connectTo(place, headers)
  if (!connected.ok) return { ok: false, why: connected.code === 503 ? 'starting' : 'unreachable' }
  return { ok: true, server: followPlace(place, headers, connected.connection) }
}
