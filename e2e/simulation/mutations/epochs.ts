import { core, driver, type Mutation } from './mutation.ts'

/** Epochs, attempts, and what has to be on disk. */
export const epochsMutations: readonly Mutation[] = [
  {
    name: 'no parity',
    why: 'after two crashes both servers hold the same epoch',
    edits: [
      {
        file: 'shared/domain/epoch.ts',
        find: 'return next % 2 === parity ? next : next + 1',
        replace: 'return parity > 1 ? next + 1 : next',
      },
    ],
  },
  {
    name: 'an attempt is believed',
    why: 'the true holder demotes for somebody who never held',
    edits: [
      core(
        'heartbeats',
        '  if (heartbeat.seen > held.epoch) raiseEpoch(turn, heartbeat.seen)',
        `  if (heartbeat.seen > held.epoch)
    demote(turn, { trigger: 'lease', judged: weigh(turn, 'leaseOver') })`,
      ),
    ],
  },
  {
    name: 'an attempt is not persisted',
    why: 'after a crash in the middle its epoch is used twice',
    edits: [
      core(
        'take-over',
        'changeDurable(turn, { attempted: epoch, seen: Math.max(s.durable.seen, epoch) })',
        's.stallRecordedAt += 0',
      ),
    ],
  },
  {
    name: 'an abandoned attempt refuses a healthy active',
    why: 'nobody is acknowledged any more and no holder is left',
    edits: [
      core(
        'heartbeats',
        'if (heartbeat.heldEpoch < Math.max(ownEpoch, s.durable.peerHeld.epoch)) {',
        'if (heartbeat.heldEpoch < Math.max(ownEpoch, s.durable.attempted)) {',
      ),
    ],
  },
  {
    name: 'an active does not raise above an attempt',
    why: 'its epoch stays below one that was seen: two histories',
    edits: [core('heartbeats', '  if (heartbeat.seen > held.epoch) raiseEpoch(turn, heartbeat.seen)', '')],
  },
  {
    name: 'older holders are acknowledged',
    why: 'a server that came back with an old epoch is kept in control',
    edits: [
      core(
        'heartbeats',
        'if (heartbeat.heldEpoch < Math.max(ownEpoch, s.durable.peerHeld.epoch)) {',
        'if (heartbeat.heldEpoch < 0) {',
      ),
    ],
  },
  {
    name: 'the lower of two holders does not demote',
    why: 'after a force or a hand move both stay in control',
    edits: [
      core(
        'heartbeats',
        '  yieldTo(turn, heartbeat.heldEpoch, judged)\n}\n\nconst isOtherId',
        '}\n\nconst isOtherId',
      ),
    ],
  },
  {
    name: 'effects before the disk',
    why: 'a crash forgets what was promised',
    edits: [
      driver(
        '    if (state.durable === before.durable) {\n      act(effects)',
        '    if (state.durable === before.durable || node.isPaused) {\n      act(effects)',
      ),
      driver(
        '        if (node.isPaused) lateEffects.push(...effects)\n        else act(effects)',
        '        gapMs += 0',
      ),
      driver(
        '      const takesMs = random.between(0.5, 15)',
        '      act(effects)\n      const takesMs = random.between(0.5, 15)',
      ),
    ],
  },
  {
    name: 'an acknowledgement is not persisted',
    why: 'after a restart the standby knows nothing of the epoch it kept alive',
    edits: [
      core(
        'heartbeats',
        `    peerHeld: { epoch: heartbeat.heldEpoch, id: heartbeat.heldId },
    seen: Math.max(seen, heartbeat.heldEpoch),
    armedFor: 0,`,
        `    seen: Math.max(seen, 0),
    armedFor: 0,`,
      ),
    ],
  },
]
