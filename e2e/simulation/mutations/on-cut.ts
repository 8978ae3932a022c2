import { core, type Mutation } from './mutation.ts'

/** A pair without an A/B switch, and what was accepted for it. */
export const onCutMutations: readonly Mutation[] = [
  {
    name: 'without an A/B switch no wait',
    why: 'the active still holds by what was acknowledged last',
    edits: [core('take-over', 's.lastAckSentAt + ackWaitMs(s.timing) + 1, now)', 'now, now)')],
  },
  {
    name: 'the active that lets go stays',
    why: 'both are in control, and nobody accepted that',
    edits: [core('leases', "isBound(s) && fenceOf(s) !== 'activeStays'", 'isBound(s) && s.hasArbiter')],
  },
  {
    name: 'the active that stays lets go',
    why: 'a standby that fails stops the service, against what was accepted',
    edits: [core('leases', "isBound(s) && fenceOf(s) !== 'activeStays'", 'isBound(s)')],
  },
  {
    name: 'a last holder resumes without an A/B switch',
    why: 'nothing tells it that the other one took over',
    edits: [
      core(
        'take-over-rules',
        'const common = [enabled, arbiterConfigured, ...able]',
        'const common = [enabled, ...able]',
      ),
    ],
  },
  {
    name: 'taken without an A/B switch, never bound again',
    why: 'its standby is armed later, and takes over from one that does not let go',
    edits: [core('heartbeats', '{ acknowledged: true, unopposed: false }', '{ acknowledged: true }')],
  },
  {
    name: 'taken without an A/B switch, bound at once',
    why: 'nobody acknowledges it: it lets go of what it has just taken',
    edits: [core('hold', 'unopposed: !s.hasArbiter && promotion.ackUntil === undefined', 'unopposed: false')],
  },
  {
    name: 'a grant is held when its nonce is too old for a lease',
    why: 'in control without any right',
    edits: [core('grant', ' || now >= nonceLeaseUntil(s, s.grantUse)) return', ') return')],
  },
  {
    name: 'without an A/B switch a stall fences nobody',
    why: 'services start on what was known before it',
    edits: [core('stall', 's.fenced = s.hasArbiter || livesOnLeases(s)', 's.fenced = s.hasArbiter')],
  },
]
