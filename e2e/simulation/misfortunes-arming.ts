import { otherRole } from '../../shared/domain/roles.ts'
import type { Draw } from './draw-faults.ts'
import type { Fault } from './faults.ts'

/** Misfortunes that come together around the automatic box. */

const presses = (
  at: number,
  server: 'primary' | 'secondary',
  commands: readonly ('arm' | 'disarm')[],
  everyMs: number,
): Fault[] =>
  commands.map((command, index) => ({
    kind: 'press',
    at: at + Math.round(index * everyMs),
    server,
    command,
  }))

/** The box is ticked, unticked and ticked again in a hurry, over a link that repeats what it carries. */
export const drawHurriedBox = ({ random, at, server, plan }: Draw): Fault[] => {
  const commands = Array.from({ length: random.integer(3, 7) }, (_, index) =>
    index % 2 === 0 ? 'arm' : 'disarm',
  )
  return [
    { kind: 'repeatedFrames', at: at - 1, forMs: 2_000, share: random.between(0.3, 0.9) },
    { kind: 'lossyLink', at: at - 1, forMs: 2_000, loss: 0, slowness: random.between(1, 10) },
    ...presses(at, server, commands, random.between(5, 120)),
    ...(random.chance(0.6) ? [{ kind: 'cutLink', at: at + 2_000, forMs: plan.longMs } as const] : []),
  ]
}

/** An unbound active that saw neither box nor peer for long; the link comes back badly, and the box is ticked at once. */
export const drawArmedWithoutLease = ({ random, at, server, plan }: Draw): Fault[] => {
  const { ackLeaseMs, heartbeatMs } = plan.timing
  const cutMs = Math.round(ackLeaseMs * random.between(1.05, 1.3) + heartbeatMs)
  const standby = otherRole(server)
  const hurried = Array.from({ length: 12 }, () => 'arm' as const)
  return [
    { kind: 'press', at: at - 300, server: standby, command: 'disarm' },
    { kind: 'cutLink', at, forMs: cutMs },
    { kind: 'boxUnreachable', at, forMs: cutMs + 3 * heartbeatMs, server },
    {
      kind: 'lossyLink',
      at: at + cutMs - 1,
      forMs: 3 * heartbeatMs,
      loss: 0.3,
      slowness: random.between(5, 60),
    },
    ...presses(at + cutMs, standby, hurried, random.between(0.1, 0.25) * heartbeatMs),
  ]
}

/** An unbound active is cut from its peer, and somebody forces that one: the line says so to whoever looks often. */
export const drawSlowLook = ({ random, at, server, plan }: Draw): Fault[] => {
  const { heartbeatMs } = plan.timing
  const standby = otherRole(server)
  return [
    { kind: 'press', at: at - 1_000, server: standby, command: 'disarm' },
    { kind: 'cutLink', at, forMs: plan.longMs },
    {
      kind: 'press',
      at: at + Math.round(random.between(0, 4) * heartbeatMs),
      server: standby,
      command: 'force',
    },
  ]
}

/**
 * Where it was accepted that the active stays: its armed standby is dead for long, or only cut off and takes over beside
 * it, and a person says that it is off; said once more when the two hear each other again.
 */
export const drawLeftAlone = ({ random, at, server, plan }: Draw): Fault[] => {
  const standby = otherRole(server)
  const forMs = Math.round(random.between(1, 2) * plan.longMs)
  const declare = { kind: 'press', server, command: 'declareOtherOff' } as const
  return [
    ...presses(at - 3_000, standby, ['arm', 'arm'], 2_000),
    random.chance(0.6)
      ? { kind: 'crashHost', at, forMs, server: standby }
      : { kind: 'cutLink', at, forMs, isPortOnly: random.chance(0.5) },
    { ...declare, at: at + Math.round(random.between(0.05, 0.9) * forMs) },
    { ...declare, at: at + forMs + Math.round(random.between(0, plan.shortMs)) },
  ]
}
