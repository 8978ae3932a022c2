import type { Message } from '../../shared/core/messages.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { otherRole } from '../../shared/domain/roles.ts'
import type { Agenda } from './events.ts'
import type { Random } from './random.ts'

/**
 * The link between the two engines: sessions that need both directions, frames that are delayed, lost
 * and reordered (harsher than TCP), directions cut one by one. A cut is noticed by silence only; a dead
 * engine's end of connection arrives at once when the path is there.
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

export const createNetwork = (
  agenda: Agenda,
  random: Random,
  users: Record<Role, LinkUser>,
  timing: { heartbeatMs: number; declareLostMs: number },
): Network => {
  let session = 0
  const linked: Record<Role, boolean> = { primary: false, secondary: false }
  const heardAt: Record<Role, number> = { primary: 0, secondary: 0 }
  const silenceMs = Math.max(timing.declareLostMs, 1_000)
  const drop = (role: Role): void => {
    if (!linked[role]) return
    linked[role] = false
    users[role].linkDown()
  }
  const connect = (): void => {
    const canConnect = network.open.primary && network.open.secondary
    const areUp = users.primary.isEngineUp() && users.secondary.isEngineUp()
    const isWhole = linked.primary && linked.secondary
    if (!isWhole && canConnect && areUp && random.chance(0.8)) {
      drop('primary')
      drop('secondary')
      session += 1
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
    for (const role of ['primary', 'secondary'] as const) {
      if (linked[role] && agenda.now - heardAt[role] > silenceMs) drop(role)
    }
    agenda.at(agenda.now + Math.min(1_000, Math.max(50, timing.heartbeatMs)), connect)
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
      if (!network.open[from] || random.chance(network.loss)) return
      const arrive = (): void => {
        if (mine !== session || !linked[to] || !network.open[from]) return
        heardAt[to] = agenda.now
        users[to].receive(message)
      }
      agenda.at(agenda.now + random.between(0.1, 4) * network.slowness, arrive)
      if (random.chance(network.repeats))
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
  agenda.at(0, connect)
  return network
}
