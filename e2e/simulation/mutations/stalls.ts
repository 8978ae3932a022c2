import { core, driver, guardian, type Mutation } from './mutation.ts'

/** Stalls, freezes and the guardian. */
export const stallsMutations: readonly Mutation[] = [
  {
    name: 'no stall rule',
    why: 'what was received before a freeze is believed after it',
    edits: [
      core(
        'step',
        "const isStalled = input.gapMs >= s.timing.stallMs && s.mode !== 'disabled'",
        "const isStalled = input.gapMs < 0 && s.mode !== 'disabled'",
      ),
    ],
  },
  {
    name: 'a stall does not end a take-over',
    why: 'its readings are from before the freeze',
    edits: [core('stall', "  if (s.mode === 'takingOver') abandon(turn, judged)\n", '')],
  },
  {
    name: 'a stall does not fence a holder',
    why: 'it starts services and gives control on what it knew before the freeze',
    edits: [core('stall', "  if (s.mode === 'active') s.fenced = s.hasArbiter || livesOnLeases(s)\n", '')],
  },
  {
    name: 'the guardian has a time-out of its own',
    why: 'a frozen engine’s services run on past the lease',
    edits: [
      guardian(
        'const moment = host.trueTimeOf(until) + 0.001',
        'const moment = host.trueTimeOf(until + host.stopLimitMs) + 0.001',
      ),
    ],
  },
  {
    name: 'nobody stops the services of an engine that stands still',
    why: 'they serve beside those of the server that took over',
    edits: [
      guardian(
        "if (until === null || model.services !== 'running') return",
        "if (model.services !== 'never') return",
      ),
    ],
  },
  {
    name: 'a stuck engine is left alone',
    why: 'it holds the only session with the line switch, and nobody can be in control',
    edits: [driver('if (!freezesHost && ms > timing.stuckMs)', 'if (!freezesHost && ms < 0)')],
  },
  {
    name: 'the clock stands still while the host is frozen',
    why: 'leases that are long over go on after the thaw',
    edits: [
      driver(
        '    if (freezesHost && node.isHostUp) {\n      node.isFrozen = false',
        '    if (freezesHost) localAtRate -= localNow() - pausedAt\n    if (freezesHost && node.isHostUp) {\n      node.isFrozen = false',
      ),
    ],
  },
  {
    name: 'the guardian is told a later deadline',
    why: 'the services outlast the lease',
    edits: [
      core(
        'hold',
        'const until = livesOnLeases(s) ? leaseUntil(s) : null',
        'const until = livesOnLeases(s) ? leaseUntil(s) + s.timing.stopLimitMs : null',
      ),
    ],
  },
  {
    name: 'the guardian starts past the deadline',
    why: 'an order that was long on its way starts services beside the new holder’s',
    edits: [
      guardian(
        'const isPast = until !== null && until <= host.localNow()',
        'const isPast = until !== null && until === Number.POSITIVE_INFINITY',
      ),
    ],
  },
  {
    name: 'the guardian does not kill the engine at the deadline',
    why: 'a set that was decided before the freeze leaves after it',
    edits: [guardian('      host.killEngine()\n      beginStop()', '      beginStop()')],
  },
  {
    name: 'a set has no deadline',
    why: 'one decided before a freeze is written after it',
    edits: [
      driver("if (localNow() > effect.notAfter) tell('notSent')", "if (effect.notAfter < 0) tell('notSent')"),
    ],
  },
]
