/**
 * Deliberate faults, one at a time: each takes out or bends one rule of control, and the simulation has to
 * notice. `find` stands exactly once in its file; a rule that was rewritten makes its mutation fail loudly.
 */
export interface Mutation {
  readonly name: string
  /** What goes wrong in the world when this rule is missing. */
  readonly why: string
  readonly edits: readonly Edit[]
}

export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

const core = (file: string, find: string, replace: string): Edit => ({
  file: `shared/core/${file}.ts`,
  find,
  replace,
})
const timing = (find: string, replace: string): Edit => ({ file: 'shared/domain/timing.ts', find, replace })
const driver = (find: string, replace: string): Edit => ({
  file: 'e2e/simulation/node.ts',
  find,
  replace,
})
const guardian = (find: string, replace: string): Edit => ({
  file: 'e2e/simulation/guardian-model.ts',
  find,
  replace,
})

const leases: Mutation[] = [
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
    edits: [core('leases', '!isBound(s) || leaseRuns(s, now)', 'true')],
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

const epochs: Mutation[] = [
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
    demote(turn, { trigger: 'lease', rules: [judge('leaseRunning', false, heartbeat.seen, held.epoch, 'none')] })`,
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
        "  demote(turn, { trigger: 'peer', rules })\n}\n\nconst isOtherId",
        '}\n\nconst isOtherId',
      ),
    ],
  },
  {
    name: 'effects before the disk',
    why: 'a crash forgets what was promised',
    edits: [
      driver(
        '    if (result.state.durable === before.durable) {\n      act(result.effects)',
        '    if (result.state.durable === before.durable || node.isPaused) {\n      act(result.effects)',
      ),
      driver(
        '        if (node.isPaused) lateEffects.push(...result.effects)\n        else act(result.effects)',
        '        gapMs += 0',
      ),
      driver(
        '      const takesMs = random.between(0.5, 15)',
        '      act(result.effects)\n      const takesMs = random.between(0.5, 15)',
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

const takeOver: Mutation[] = [
  {
    name: 'the set is not read back',
    why: 'the wait begins before the line has moved',
    edits: [
      core(
        'take-over',
        '    if (isOwn) beginWait(turn, askedAt)',
        '    if (isOwn || s.setId > 0) beginWait(turn, askedAt)',
      ),
      core('take-over', '  if (!isOwn) {\n    abandon(turn, movedAway(turn))\n    return\n  }', ''),
    ],
  },
  {
    name: 'the chain of readings is ignored',
    why: 'a hand moved the line and back, and the old active lived on it',
    edits: [
      core(
        'take-over',
        '  if (takeOver.chainUntil <= now) return\n  change(turn, { chainUntil',
        '  change(turn, { chainUntil',
      ),
      core('take-over', '    if (takeOver.chainUntil <= now) {', '    if (takeOver.chainUntil <= 0) {'),
    ],
  },
  {
    name: 'a reading of the other side does not end a take-over',
    why: 'the old active renews its lease from the same line',
    edits: [core('take-over', '  if (!isOwn) {\n    abandon(turn, movedAway(turn))\n    return\n  }', '')],
  },
  {
    name: 'no last reading',
    why: 'the line moved away at the end of the wait',
    edits: [
      core(
        'take-over',
        'const isFinal = askedAt >= takeOver.waitUntil && now',
        'const isFinal = now + 3 * s.timing.lineLeaseMs >= takeOver.waitUntil && now',
      ),
    ],
  },
  {
    name: 'an own late set is not waited for',
    why: 'a set that lands late follows the reading that began the wait',
    edits: [core('take-over', '    if (askedAt < setsLingerUntil(s)) return\n', '')],
  },
  {
    name: 'a heartbeat does not end a take-over',
    why: 'the active is alive and is acknowledged no more',
    edits: [
      core(
        'heartbeats',
        `    abandon(turn, [judge('noHeartbeatHeard', false, heartbeat.heldEpoch, 0, 'none')])
    return`,
        '    acknowledge(turn, heartbeat)\n    return',
      ),
    ],
  },
  {
    name: 'no wait after the last acknowledgement',
    why: 'what the standby itself promised still keeps the active in control',
    edits: [core('take-over', '    s.lastAckSentAt + ackWaitMs(s.timing),\n', '')],
  },
  {
    name: 'no wait at all',
    why: 'both are in control from the moment the line moves',
    edits: [core('take-over', '    now + lineWaitMs(s.timing),\n', '    now,\n')],
  },
  {
    name: 'the guardian’s word is taken from before the read-back',
    why: 'the old active started again after it',
    edits: [
      core(
        'take-over',
        '  if (s.word.askedAt < takeOver.readBackAt || s.word.askedAt < s.questionsAfter) return\n',
        '',
      ),
      core(
        'take-over',
        "  change(turn, { phase: 'waiting', readBackAt: now, waitUntil, chainUntil })\n  askWord(turn)",
        "  change(turn, { phase: 'waiting', readBackAt: now, waitUntil: s.word?.answered === true ? now : waitUntil, chainUntil })\n  askWord(turn)",
      ),
    ],
  },
  {
    name: 'the guardian’s word does not end the own resume',
    why: 'the server that gave its word takes control all the same',
    edits: [
      core('world', '  s.noPromotionUntil = now + lineWaitMs(s.timing)\n', ''),
      core(
        'world',
        "  if (s.mode === 'takingOver') abandon(turn, rules)\n}\n\nexport const reported",
        '}\n\nexport const reported',
      ),
    ],
  },
  {
    name: 'a resume without the wait',
    why: 'the other had taken over meanwhile',
    edits: [
      core(
        'take-over',
        "  change(turn, { phase: 'waiting', readBackAt: now, waitUntil, chainUntil })",
        "  change(turn, { phase: 'waiting', readBackAt: now, waitUntil: s.takeOver?.kind === 'resume' ? now : waitUntil, chainUntil })",
      ),
    ],
  },
  {
    name: 'a resume sets the line',
    why: 'a server that lost control pulls the line back from the one that has it',
    edits: [
      core(
        'take-over',
        "kind === 'automatic' || kind === 'force' || kind === 'staleGrant'",
        "kind !== 'first'",
      ),
      core(
        'take-over-rules',
        '  lineRule(s, now),\n  onOwnSide(s),\n]\n\n/** Linked servers',
        '  lineRule(s, now),\n]\n\n/** Linked servers',
      ),
    ],
  },
  {
    name: 'a resume needs the automatic box',
    why: 'all leases are lost, everything heals, and nobody takes control',
    edits: [
      core(
        'take-over-rules',
        "  judge('noHigherEpochKnown', isLastHolder(s), s.durable.peerHeld.epoch, s.durable.held?.epoch ?? 0, 'none'),",
        "  judge('noHigherEpochKnown', isLastHolder(s) && s.durable.held?.bound === true, s.durable.peerHeld.epoch, s.durable.held?.epoch ?? 0, 'none'),",
      ),
      core(
        'grant',
        '  const isHigher = heartbeat.heldEpoch > ownHeld && heartbeat.heldEpoch >= s.durable.peerHeld.epoch',
        '  const isHigher = heartbeat.heldEpoch > ownHeld && heartbeat.heldEpoch >= s.durable.peerHeld.epoch && s.durable.armedFor > 0',
      ),
    ],
  },
  {
    name: 'the last holder may not take over',
    why: 'its peer set the line and died: nobody is left',
    edits: [
      core(
        'leases',
        'return isLastHolder(s) && held !== null && held.bound && held.acknowledged',
        'return false',
      ),
      core('grant', '  if (!isHigher || !isIdle', '  if (isHigher || !isHigher || !isIdle'),
    ],
  },
  {
    name: 'the replica’s state is not asked for',
    why: 'a copy that was never complete is put into service',
    edits: [
      core(
        'take-over-rules',
        '      asLastHolder || isReplicaUpdated(s),\n      asLastHolder || isReplicaUpdated(s),',
        '      true,\n      true,',
      ),
    ],
  },
  {
    name: '“Updated” survives a change of holder',
    why: 'a copy of the former holder counts for the new one',
    edits: [
      core(
        'take-over-rules',
        's.durable.replicaUpdatedFor !== 0 && s.durable.replicaUpdatedFor === s.durable.peerHeld.epoch',
        's.durable.replicaUpdatedFor !== 0',
      ),
      core('heartbeats', '    armedFor: 0,\n    replicaUpdatedFor: 0,', '    armedFor: 0,'),
      core('hold', '    armedFor: 0,\n    replicaUpdatedFor: 0,', '    armedFor: 0,'),
    ],
  },
  {
    name: 'no least time between automatic acts',
    why: 'two servers pull the line from each other',
    edits: [
      core('take-over-rules', '      sinceAutomatic >= minimumGapMs,', '      true,'),
      core('take-over', '  s.backOffUntil = now + s.timing.backOffMs\n  s.idleSince', '  s.idleSince'),
    ],
  },
  {
    name: 'the line is set back while the link is dead',
    why: 'the old active takes the lines from the new one',
    edits: [
      core(
        'world',
        "  demote(turn, { trigger: 'lease', rules: [judge('lineOnOwnSide', false, value, '', 'moveLinesBack')] })",
        "  if (value !== otherSide(s)) demote(turn, { trigger: 'lease' })\n  s.setId += 1\n  turn.effects.push({ do: 'setLine', set: s.setId, side: otherSide(s) === 'A' ? 'B' : 'A', notAfter: now + s.timing.lineLeaseMs, timeoutMs: s.timing.pollTimeoutMs })",
      ),
    ],
  },
]

const arming: Mutation[] = [
  {
    name: 'armed survives a change of role',
    why: 'a box ticked for one holder takes control from another, who is not bound',
    edits: [
      core(
        'leases',
        'return armedFor !== 0 && armedFor === peerHeld.epoch && peerHeld.epoch > (held?.epoch ?? 0)',
        'return armedFor !== 0 && peerHeld.epoch > (held?.epoch ?? 0)',
      ),
      core('heartbeats', '    armedFor: 0,\n    replicaUpdatedFor: 0,', '    replicaUpdatedFor: 0,'),
      core('hold', '    armedFor: 0,\n    replicaUpdatedFor: 0,', '    replicaUpdatedFor: 0,'),
    ],
  },
  {
    name: 'armed before the active stored “bound”',
    why: 'the standby takes over from one that does not let go',
    edits: [
      core(
        'arming',
        '  changeDurable(turn, { armNumber: number })',
        '  changeDurable(turn, { armNumber: number, armedFor: s.durable.peerHeld.epoch })',
      ),
    ],
  },
  {
    name: '“stored” is not asked to be the newest',
    why: 'a late second answer arms what was disarmed meanwhile',
    edits: [
      core(
        'arming',
        '  if (armPending === null || armPending.number !== message.number) return\n  s.armPending = null',
        '  if (s.durable.armNumber === 0) return\n  s.armPending = null',
      ),
      core(
        'arming',
        '    refuse(turn, armPending.requestId, [',
        "    refuse(turn, armPending?.requestId ?? '', [",
      ),
      core(
        'arming',
        '    requestId: armPending.requestId,\n    person: armPending.person,',
        "    requestId: armPending?.requestId ?? '',\n    person: '',",
      ),
      core('arming', '  accept(turn, armPending.requestId)', "  accept(turn, armPending?.requestId ?? '')"),
    ],
  },
  {
    name: '“bound” is stored without a running lease',
    why: 'an active that can prove nothing promises to let go and has nothing to let go of',
    edits: [core('arming', '!leaseRuns(s, now) || s.fenced', 's.fenced')],
  },
  {
    name: 'an old “off” unbinds',
    why: 'the active is unbound while the standby is armed',
    edits: [core('arming', '  if (message.number < s.peerArmNumber) return\n', '')],
  },
  {
    name: '“off” leaves before the record is erased',
    why: 'a crash between the two leaves an armed standby and an unbound active',
    edits: [
      core(
        'arming',
        '  changeDurable(turn, { armedFor: 0, armNumber: turn.s.durable.armNumber + 1 })\n  sendOff(turn)',
        '  turn.s.durable = { ...turn.s.durable, armNumber: turn.s.durable.armNumber + 1 }\n  sendOff(turn)',
      ),
    ],
  },
  {
    name: 'disarming does not stop a take-over under way',
    why: 'control moves after the person turned it off',
    edits: [
      core('arming', "  if (s.takeOver?.kind === 'automatic') {", "  if (s.takeOver?.kind === 'first') {"),
    ],
  },
]

const planned: Mutation[] = [
  {
    name: 'a given grant is taken back by a time limit',
    why: 'the receiver uses it after all',
    edits: [
      core(
        'leases',
        'return held !== null && held.epoch > peerHeld.epoch && given === 0',
        'return held !== null && held.epoch > peerHeld.epoch && given >= 0',
      ),
      core(
        'take-over-rules',
        "  judge('giverWaitOver', now >= s.giverWaitUntil, remaining(s.giverWaitUntil, now), 0, 'wait'),\n",
        '',
      ),
    ],
  },
  {
    name: '“given” is not persisted',
    why: 'the giver restarts and resumes beside the receiver',
    edits: [
      core(
        'grant',
        'changeDurable(turn, { seen: epoch, given: epoch, granted: null, armedFor: 0 })',
        'changeDurable(turn, { seen: epoch, granted: null, armedFor: 0 })',
      ),
    ],
  },
  {
    name: 'a grant does not age',
    why: 'it is used after its giver took over as armed standby or was forced',
    edits: [
      core('grant', '  if (now < grantUse.freshUntil) {', '  if (now < grantUse.freshUntil + 3_600_000) {'),
      core('grant', 'const isInTime = now < grantUse.freshUntil && askedAt', 'const isInTime = askedAt'),
      core(
        'grant',
        'Math.min(now + s.timing.lineLeaseMs, s.grantUse.freshUntil)',
        'now + s.timing.lineLeaseMs',
      ),
    ],
  },
  {
    name: 'the giver does not wait for its grant to age',
    why: 'a force on the giver meets the receiver’s fresh grant',
    edits: [
      core(
        'state',
        'return Math.floor((timing.grantMs * 1.02) / 0.98) + 1',
        'return Math.min(1, timing.grantMs)',
      ),
    ],
  },
  {
    name: 'any nonce will do',
    why: 'a grant of long ago is taken for a fresh one',
    edits: [
      core(
        'grant',
        'const isNonceMine = nonce !== null && nonce.nonce === message.nonce && nonce.sentAt >= s.questionsAfter',
        "const isNonceMine = message.nonce !== ''",
      ),
      core(
        'grant',
        'const freshUntil = (nonce?.sentAt ?? 0) + s.timing.grantMs',
        'const freshUntil = now + s.timing.grantMs',
      ),
    ],
  },
  {
    name: 'a granted line is not read back',
    why: 'the receiver serves while the lines are still on the other side',
    edits: [
      core(
        'grant',
        "  change(turn, { phase: 'readingBack', setAt: turn.now })\n  askLine(turn)",
        '  hold(turn, turn.now)',
      ),
    ],
  },
  {
    name: 'no final sync',
    why: 'what was written while the services stopped is not on the new active system',
    edits: [
      core(
        'hand-over',
        "  turn.effects.push({ do: 'finalSync', id: s.setId })",
        "  handOverSynced(turn, s.setId, true, '')",
      ),
    ],
  },
  {
    name: 'the final sync does not wait for the services’ end',
    why: 'they go on writing while it runs',
    edits: [
      core(
        'hand-over',
        "    if (s.services === 'stopped') handOverStopped(turn)\n",
        '    handOverStopped(turn)\n',
      ),
    ],
  },
  {
    name: 'a failed sync is taken for done',
    why: 'acknowledged files are missing on the new active system',
    edits: [core('hand-over', '  if (!isDone) {', "  if (!isDone && code === 'never') {")],
  },
  {
    name: 'the giver keeps its leases',
    why: 'it goes on as holder beside the one it gave control to',
    edits: [
      core(
        'grant',
        "  s.mode = 'standby'\n  s.nonce = null\n  s.offer = null\n  s.ackUntil = 0",
        '  s.nonce = null\n  s.offer = null',
      ),
    ],
  },
]

const stalls: Mutation[] = [
  {
    name: 'no stall rule',
    why: 'what was received before a freeze is believed after it',
    edits: [
      core(
        'step',
        "const isStalled = input.gapMs >= state.timing.stallMs && state.mode !== 'disabled'",
        "const isStalled = input.gapMs < 0 && state.mode !== 'disabled'",
      ),
    ],
  },
  {
    name: 'a stall does not end a take-over',
    why: 'its readings are from before the freeze',
    edits: [core('stall', "  if (s.mode === 'takingOver') abandon(turn, rules)\n", '')],
  },
  {
    name: 'a stall does not fence a holder',
    why: 'it starts services and gives control on what it knew before the freeze',
    edits: [core('stall', "  if (s.mode === 'active') s.fenced = s.hasArbiter || isBound(s)\n", '')],
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
    name: 'the guardian is told a later deadline',
    why: 'the services outlast the lease',
    edits: [
      core(
        'hold',
        'const until = isBound(s) ? leaseUntil(s) : null',
        'const until = isBound(s) ? leaseUntil(s) + s.timing.stopLimitMs : null',
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
      driver(
        "if (localNow() > effect.notAfter) tell('notSent')\n        else box.set",
        "if (effect.notAfter < 0) tell('notSent')\n        else box.set",
      ),
    ],
  },
]

const honesty: Mutation[] = [
  {
    name: 'an old reading of the line is shown as true',
    why: 'the window names a side nobody has read for minutes',
    edits: [
      core(
        'view',
        'const isFresh = ageMs <= lineFreshMs(s) && s.lineSilentAt <= s.reading.at',
        'const isFresh = ageMs >= 0',
      ),
    ],
  },
  {
    name: 'an old report is shown as true',
    why: 'a service that died with its server is shown as up',
    edits: [core('view', "value: age > REPORT_FRESH_MS ? 'unknown' : value", 'value')],
  },
  {
    name: 'in control without the right to it',
    why: 'the window shows a holder whose lease is over',
    edits: [
      core(
        'view',
        "const holds = (s.mode === 'active' && mayHold(s, now))",
        'const holds = (s.durable.held !== null && mayHold(s, now))',
      ),
    ],
  },
]

export const mutations: readonly Mutation[] = [
  ...leases,
  ...epochs,
  ...takeOver,
  ...arming,
  ...planned,
  ...stalls,
  ...honesty,
]
