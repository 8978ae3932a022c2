import { core, type Mutation, timing } from './mutation.ts'

/** Leases, bound and acknowledged. */
export const leasesMutations: readonly Mutation[] = [
  {
    name: 'acknowledgement lease counted from the answer',
    why: 'an answer that was long on its way keeps an active in control past the standby’s wait',
    edits: [
      core(
        'heartbeats',
        `  if (question.at + s.timing.ackLeaseMs > now) {
    s.ackUntil = Math.max(s.ackUntil, question.at + s.timing.ackLeaseMs)`,
        `  if (question.at + s.timing.ackLeaseMs > now) {
    s.ackUntil = Math.max(s.ackUntil, now + s.timing.ackLeaseMs)`,
      ),
    ],
  },
  {
    name: 'line lease counted from the answer',
    why: 'a slow reading keeps an active in control past the wait',
    edits: [
      core(
        'world',
        's.lineUntil = Math.max(s.lineUntil, askedAt + s.timing.lineLeaseMs)',
        's.lineUntil = Math.max(s.lineUntil, now + s.timing.lineLeaseMs)',
      ),
    ],
  },
  {
    name: 'wait without the services’ stop',
    why: 'the old active’s services still run when the new ones start',
    edits: [
      timing('CLOCK_FACTOR * (timing.lineLeaseMs + timing.stopLimitMs)', 'CLOCK_FACTOR * timing.lineLeaseMs'),
      timing('CLOCK_FACTOR * (timing.ackLeaseMs + timing.stopLimitMs)', 'CLOCK_FACTOR * timing.ackLeaseMs'),
    ],
  },
  {
    name: 'no clock factor',
    why: 'two clocks that differ by 4 % end the wait before the lease',
    edits: [
      timing(
        'export const CLOCK_FACTOR = (1 + CLOCK_RATE_ERROR) / (1 - CLOCK_RATE_ERROR)',
        'export const CLOCK_FACTOR = 1 + CLOCK_RATE_ERROR * 0',
      ),
    ],
  },
  {
    name: 'acknowledgement lease longer than silence and wait',
    why: 'the standby takes over while an acknowledgement still keeps the active in control',
    edits: [
      timing(
        'Math.ceil(CLOCK_FACTOR * (timing.ackLeaseMs + timing.stopLimitMs))',
        'Math.ceil(CLOCK_FACTOR * timing.stopLimitMs)',
      ),
      timing(
        '    ackLeaseMs,\n    lineLeaseMs,',
        '    ackLeaseMs: Math.floor(ackLeaseMs * 1.8),\n    lineLeaseMs,',
      ),
    ],
  },
  {
    name: 'an expired lease is revived',
    why: 'after a stall a late answer makes an active of one whose time was over',
    edits: [
      core(
        'step',
        `  leaseTick(turn)
  if (!isStalled || !isDroppedByStall(input)) happen(turn, input)`,
        `  if (!isStalled || !isDroppedByStall(input)) happen(turn, input)`,
      ),
      core('heartbeats', '  if (!mayHold(s, now)) return\n  s.ackedSentAt', '  s.ackedSentAt'),
      core(
        'world',
        '  if (!mayHold(s, now)) return\n  if (isReadOnOwnSide(s)) {',
        '  if (isReadOnOwnSide(s)) {',
      ),
      core(
        'heartbeats',
        'if (question === undefined || question.at < s.questionsAfter) return',
        'if (question === undefined) return',
      ),
      core(
        'heartbeats',
        'if (question.at + s.timing.ackLeaseMs > now) {\n    s.ackUntil = Math.max(s.ackUntil, question.at + s.timing.ackLeaseMs)',
        'if (question.at > 0) {\n    s.ackUntil = Math.max(s.ackUntil, now + 1)',
      ),
    ],
  },
  {
    name: 'a lease’s end does not demote',
    why: 'a cut-off active goes on while the standby takes over',
    edits: [core('leases', '!livesOnLeases(s) || leaseRuns(s, now)', 'true')],
  },
  {
    name: 'bound is forgotten',
    why: 'an active against which the standby is armed goes on without a lease',
    edits: [core('leases', 'return held.bound || !held.acknowledged', 'return !held.acknowledged')],
  },
  {
    name: 'a new holder is not bound until it is acknowledged',
    why: 'the former active, which knows nothing of it, takes control again',
    edits: [core('leases', 'return held.bound || !held.acknowledged', 'return held.bound')],
  },
  {
    name: 'an unbound active looks at the line as rarely as ever',
    why: 'somebody forced the other server, and it goes on beside it',
    edits: [
      core(
        'line',
        'isAckOverdue(s, now) || s.readOther || s.fenced ? fast : slow',
        '(isAckOverdue(s, now) && s.durable.held?.bound === true) || s.readOther || s.fenced ? fast : slow',
      ),
    ],
  },
  {
    name: 'a declaration leaves an armed holder bound',
    why: 'a person said that the other server is off, and the box takes control from the only one',
    edits: [
      core(
        'leases',
        '  if (held.declared || held.unopposed) return false\n',
        '  if (held.declared || held.unopposed) return held.bound\n',
      ),
    ],
  },
  {
    name: 'a declaration outlives an acknowledgement',
    why: 'the other server is back, and is told nothing when redundancy is disabled here',
    edits: [
      core(
        'heartbeats',
        '  if (held.declared && leaseRuns(s, now)) changeHeld(turn, { declared: false })\n',
        '',
      ),
    ],
  },
  {
    name: '“acknowledged” is lost at a restart',
    why: 'an active that restarts alone is bound again and loses control to nobody',
    edits: [
      core(
        'state',
        '  instance,\n  idCounter: 0,\n  durable,\n  mode:',
        '  instance,\n  idCounter: 0,\n  durable: durable.held === null ? durable : { ...durable, held: { ...durable.held, acknowledged: false } },\n  mode:',
      ),
    ],
  },
  {
    name: 'every raise binds',
    why: 'a lone unbound server that hears of an attempt loses its control',
    edits: [
      core(
        'hold',
        'if (wasBound) changeHeld(turn, { acknowledged: false, bound: false })',
        'changeHeld(turn, { acknowledged: false, bound: false })',
      ),
    ],
  },
]
