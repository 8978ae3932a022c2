import { otherRole } from '../../shared/domain/roles.ts'
import type { Draw } from './draw-faults.ts'
import type { Fault } from './faults.ts'

/** Misfortunes that come together around Enable Redundancy. */

/**
 * The armed standby is off, a person says so and unticks the box on the active. It is ticked again before that one is
 * switched on, or while it boots; then the active fails just when the two have met.
 */
export const drawDisabledAlone = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs, heartbeatMs } = plan.timing
  const standby = otherRole(server)
  const offMs = Math.round(random.between(0.5, 2) * plan.longMs)
  const untickedAt = at + Math.round(random.between(0.1, 0.6) * offMs)
  const tickedAt = at + offMs + Math.round(random.between(-0.3, 0.1) * declareLostMs)
  const failsAt = Math.max(tickedAt, at + offMs) + Math.round(random.between(0, 6) * heartbeatMs)
  return [
    { kind: 'press', at: at - 2 * heartbeatMs, server: standby, command: 'arm' },
    { kind: 'crashHost', at, forMs: offMs, server: standby },
    { kind: 'press', at: untickedAt - 100, server, command: 'declareOtherOff' },
    { kind: 'untick', at: untickedAt, forMs: Math.max(20, tickedAt - untickedAt), server },
    ...(random.chance(0.6)
      ? [{ kind: 'crashHost', at: failsAt, forMs: 3 * declareLostMs + 20_000, server } as const]
      : []),
  ]
}

/** Unticked on either while the two hear each other; then the other one is left alone, or somebody moves the lines. */
export const drawUntickedInCut = ({ random, at, forMs, server, plan }: Draw): Fault[] => {
  const { declareLostMs, heartbeatMs } = plan.timing
  const untickedMs = forMs + Math.round(random.between(0, 3) * declareLostMs)
  const cutAt = at + Math.round(random.between(-0.5, 3) * heartbeatMs)
  const cutMs = Math.round(random.between(0.5, 1.2) * untickedMs) + 2 * declareLostMs
  return [
    { kind: 'press', at: at - 2 * heartbeatMs, server: otherRole(server), command: 'arm' },
    { kind: 'untick', at, forMs: untickedMs, server },
    random.pick([
      { kind: 'cutLink', at: cutAt, forMs: cutMs } as const,
      { kind: 'isolate', at: cutAt, forMs: cutMs, server } as const,
      { kind: 'crashHost', at: cutAt, forMs: untickedMs, server: otherRole(server) } as const,
      { kind: 'killEngine', at: cutAt, forMs: 2_000, server } as const,
    ]),
    ...(random.chance(0.3)
      ? [{ kind: 'handMovesBox', at: at + Math.round(random.between(0, 1) * untickedMs) } as const]
      : []),
  ]
}

/**
 * Unticked and ticked again on the active behind a cut, it starts anew before the two meet; then the box of the standby
 * is ticked at once, and the active fails while all that was written alone is still to be copied.
 */
export const drawRestartedAlone = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs, heartbeatMs } = plan.timing
  const standby = otherRole(server)
  const untickedMs = Math.round(random.between(1, 4) * declareLostMs)
  const cutAt = at + Math.round(random.between(1, 3) * heartbeatMs)
  const restartedAt = at + untickedMs + Math.round(random.between(1, 4) * heartbeatMs)
  const meetAt = restartedAt + Math.round(random.between(2, 6) * declareLostMs)
  const armedAt = meetAt + Math.round(random.between(0.2, 3) * heartbeatMs)
  return [
    { kind: 'untick', at, forMs: untickedMs, server },
    { kind: 'cutLink', at: cutAt, forMs: meetAt - cutAt },
    { kind: 'killEngine', at: restartedAt, forMs: 500, server },
    { kind: 'press', at: armedAt, server: standby, command: 'arm' },
    { kind: 'press', at: armedAt + heartbeatMs, server: standby, command: 'arm' },
    {
      kind: 'crashHost',
      at: armedAt + Math.round(random.between(0.5, 2) * heartbeatMs),
      forMs: 3 * declareLostMs + 20_000,
      server,
    },
  ]
}
