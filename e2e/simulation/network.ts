import type { Message } from '../../shared/core/messages.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { otherRole } from '../../shared/domain/roles.ts'
import type { Agenda } from './events.ts'
import type { Random } from './random.ts'

/**
 * The link between the two engines: sessions that need both directions, frames that are delayed, lost,
 * repeated and reordered (harsher than TCP) or, as with TCP, sent again when the way is free; directions cut one
 * by one. A cut is noticed by silence only; a dead engine's end of connection arrives at once when the path is there.
 */
export interface LinkUser {
  readonly isEngineUp: () => boolean
  readonly linkUp: () => void
  readonly linkDown: () => void
  readonly receive: (message: Message) => void
}

export interface Network {
  /** From this role to the other. */
  readonly open: Record<Role, boolean>
  /** Only the link's own port is cut: the services are reached. */
  isPortOnly: boolean
  /** Each host's way to its gateway. */
  readonly gateway: Record<Role, boolean>
  loss: number
  slowness: number
  /** How many frames arrive twice. */
  repeats: number
  send(from: Role, message: Message): void
  engineEnded(role: Role): void
  engineStarted(role: Role): void
  isLinked(): boolean
}

const KEPT_FRAMES = 64

export const createNetwork = (
  agenda: Agenda,
  random: Random,
  users: Record<Role, LinkUser>,
  timing: { heartbeatMs: number; declareLostMs: number },
): Network => {
  let session = 0
  /** Of half the sessions what did not arrive is sent again; of the others it is lost. */
  let isPatient = false
  const linked: Record<Role, boolean> = { primary: false, secondary: false }
  const heardAt: Record<Role, number> = { primary: 0, secondary: 0 }
  /** Not acknowledged by the other host: sent again once the way is free, if the session still is. */
  const kept: Record<Role, (() => void)[]> = { primary: [], secondary: [] }
  const silenceMs = Math.max(timing.declareLostMs, 1_000)
  const intervalMs = Math.min(1_000, Math.max(50, timing.heartbeatMs))
  const drop = (role: Role): void => {
    if (!linked[role]) return
    linked[role] = false
    users[role].linkDown()
  }
  const newSession = (): void => {
    drop('primary')
    drop('secondary')
    session += 1
    isPatient = random.chance(0.5)
    kept.primary = []
    kept.secondary = []
    const mine = session
    for (const role of ['primary', 'secondary'] as const) {
      agenda.at(agenda.now + random.between(0.5, 8) * network.slowness, () => {
        if (mine !== session || !users[role].isEngineUp()) return
        linked[role] = true
        heardAt[role] = agenda.now
        users[role].linkUp()
      })
    }
  }
  const sendAgain = (from: Role): void => {
    if (kept[from].length === 0 || !network.open[from]) return
    const arrivals = kept[from]
    kept[from] = []
    for (const arrive of arrivals) agenda.at(agenda.now + random.between(0.1, 4) * network.slowness, arrive)
  }
  const tend = (): void => {
    const canConnect = network.open.primary && network.open.secondary
    const isWhole = linked.primary && linked.secondary
    if (!isWhole && canConnect && users.primary.isEngineUp() && users.secondary.isEngineUp()) {
      if (random.chance(0.8)) newSession()
    }
    const { now } = agenda
    if (linked.primary && now - heardAt.primary > silenceMs) drop('primary')
    if (linked.secondary && now - heardAt.secondary > silenceMs) drop('secondary')
    sendAgain('primary')
    sendAgain('secondary')
    agenda.at(now + intervalMs, tend)
  }
  const network: Network = {
    open: { primary: true, secondary: true },
    isPortOnly: false,
    gateway: { primary: true, secondary: true },
    loss: 0,
    slowness: 1,
    repeats: 0,
    send: (from, message) => {
      const to = otherRole(from)
      if (!linked[from]) return
      const mine = session
      const arrive = (): void => {
        if (mine !== session || !linked[to]) return
        if (!network.open[from]) {
          keep(from, arrive)
          return
        }
        heardAt[to] = agenda.now
        users[to].receive(message)
      }
      if (!network.open[from] || (network.loss > 0 && random.chance(network.loss))) {
        keep(from, arrive)
        return
      }
      agenda.at(agenda.now + random.between(0.1, 4) * network.slowness, arrive)
      if (network.repeats > 0 && random.chance(network.repeats))
        agenda.at(agenda.now + random.between(0.1, 40) * network.slowness, arrive)
    },
    engineEnded: (role) => {
      const other = otherRole(role)
      linked[role] = false
      if (network.open[role]) agenda.at(agenda.now + 1.5, () => drop(other))
    },
    engineStarted: (role) => {
      linked[role] = false
    },
    isLinked: () => linked.primary && linked.secondary,
  }
  const keep = (from: Role, arrive: () => void): void => {
    if (isPatient && kept[from].length < KEPT_FRAMES) kept[from].push(arrive)
  }
  agenda.at(0, tend)
  return network
}
