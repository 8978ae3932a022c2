import { core, guardian, type Mutation } from './mutation.ts'

/** The order of an unplanned acquisition. */
export const takeOverMutations: readonly Mutation[] = [
  {
    name: 'the set is not read back',
    why: 'the wait begins before the line has moved',
    edits: [
      core(
        'take-over',
        '    if (isOwn) beginWait(turn, askedAt)',
        '    if (isOwn || s.setId > 0) beginWait(turn, askedAt)',
      ),
      core('take-over', "  if (!isOwn) {\n    abandon(turn, weigh(turn, 'lineMoved'))\n    return\n  }", ''),
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
    edits: [
      core('take-over', "  if (!isOwn) {\n    abandon(turn, weigh(turn, 'lineMoved'))\n    return\n  }", ''),
    ],
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
        `    abandon(turn, weigh(turn, 'holderHeard'))
    return`,
        '    acknowledge(turn, heartbeat)\n    return',
      ),
    ],
  },
  {
    name: 'no wait after the last acknowledgement',
    why: 'what the standby itself promised still keeps the active in control',
    edits: [core('take-over', '    s.lastAckSentAt + ackWaitMs(s.timing) + theirSetLingersMs(s),\n', '')],
  },
  {
    name: 'the wait counts from the order to the line',
    why: 'until the line has moved the old active renews its lease',
    edits: [
      core(
        'take-over',
        '    now + lineWaitMs(s.timing),\n',
        '    (s.takeOver?.startedAt ?? now) + lineWaitMs(s.timing),\n',
      ),
    ],
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
        "  if (!isStopped || takeOver?.phase !== 'waiting') return\n",
        '  if (!isStopped || takeOver === null) return\n',
      ),
      core(
        'take-over',
        '  if (s.word.askedAt < takeOver.readBackAt || s.word.askedAt < s.questionsAfter) return\n',
        '',
      ),
      core(
        'take-over',
        '  else if (setsLine(kind)) setLine(turn, now + s.timing.lineLeaseMs)\n',
        '  else if (setsLine(kind)) {\n    askWord(turn)\n    setLine(turn, now + s.timing.lineLeaseMs)\n  }\n',
      ),
      core(
        'take-over',
        "  change(turn, { phase: 'waiting', readBackAt: now, waitUntil, chainUntil })",
        "  change(turn, { phase: 'waiting', readBackAt: now, waitUntil: s.takeOver?.hasWord === true ? now : waitUntil, chainUntil })",
      ),
    ],
  },
  {
    name: 'the guardian’s word binds neither its engine nor itself',
    why: 'the server that gave its word takes control all the same (either wall alone holds)',
    edits: [
      guardian('< model.wordAt', '< Number.NEGATIVE_INFINITY'),
      core('world', '  s.noPromotionUntil = now + lineWaitMs(s.timing)\n', ''),
      core(
        'world',
        "  if (s.mode === 'takingOver') abandon(turn, judged)\n}\n\nexport const reported",
        '}\n\nexport const reported',
      ),
    ],
  },
  {
    name: 'a closed connection is taken as a loss',
    why: 'the active lives, and a firewall or a restart closed the connection',
    edits: [core('rules/peer-silent', 'isClosed ? declareLostMs - heartbeatMs', 'isClosed ? 0')],
  },
  {
    name: 'any answer of the other guardian is taken as "stopped"',
    why: 'the services run on the other server',
    edits: [core('take-over', '  if (isStopped) noteStopped(', '  noteStopped(')],
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
        '  lineAnswers,\n  lineOnOwnSide,\n)\n\n/** The first control',
        '  lineAnswers,\n)\n\n/** The first control',
      ),
    ],
  },
  {
    name: 'a resume needs the automatic box',
    why: 'all leases are lost, everything heals, and nobody takes control',
    edits: [
      core(
        'rules/last-holder',
        "'noHigherEpochKnown', isLastHolder(f), ",
        "'noHigherEpochKnown', isLastHolder(f) && held?.bound === true, ",
      ),
      core(
        'grant',
        '  const isHigher = heartbeat.heldEpoch > ownHeld && heartbeat.heldEpoch >= s.durable.peerHeld.epoch',
        '  const isHigher = heartbeat.heldEpoch > ownHeld && heartbeat.heldEpoch >= s.durable.peerHeld.epoch && s.durable.armedFor > 0',
      ),
    ],
  },
  {
    name: 'who held last is granted nothing',
    why: 'its peer set the line and died: nobody is left, though both are back',
    edits: [core('grant', '  if (!isHigher || !isIdle', '  if (isHigher || !isHigher || !isIdle')],
  },
  {
    name: 'who held last takes back what was taken',
    why: 'control returns by itself, over a cut link, to the server with the older files',
    edits: [
      core(
        'take-over',
        "    if (!isLeftToGrant) resumeIf(turn, judgedBy('resume', facts))\n    return",
        "    if (!isLeftToGrant) resumeIf(turn, judgedBy('resume', facts))\n    if (s.takeOver !== null || s.durable.held?.bound !== true) return",
      ),
      core('rules/armed', 'isArmed(f)', '(isArmed(f) || f.durable.held?.bound === true)'),
      core(
        'rules/replica-updated',
        'const holds = isReplicaUpdated(f)',
        'const holds = isReplicaUpdated(f) || f.durable.held?.bound === true',
      ),
    ],
  },
  {
    name: 'the replica’s state is not asked for',
    why: 'a copy that was never complete is put into service',
    edits: [core('rules/replica-updated', 'const holds = isReplicaUpdated(f)', 'const holds = true')],
  },
  {
    name: '“Updated” survives a change of holder',
    why: 'a copy of the former holder counts for the new one',
    edits: [
      core(
        'rules/replica-updated',
        'durable.replicaUpdatedFor !== 0 && durable.replicaUpdatedFor === durable.peerHeld.epoch',
        'durable.replicaUpdatedFor !== 0',
      ),
      core('heartbeats', '    armedFor: 0,\n    replicaUpdatedFor: 0,', '    armedFor: 0,'),
      core('hold', '    armedFor: 0,\n    replicaUpdatedFor: 0,', '    armedFor: 0,'),
    ],
  },
  {
    name: 'no least time between automatic acts',
    why: 'two servers pull the line from each other',
    edits: [
      core(
        'rules/minimum-gap',
        'sinceAutomaticMs === null || sinceAutomaticMs >= timing.minimumGapMs',
        'true',
      ),
      core('take-over', '  s.backOffUntil = now + s.timing.backOffMs\n  s.idleSince', '  s.idleSince'),
    ],
  },
  {
    name: 'the line is set back although nobody said he moved it',
    why: 'a hand moved it for a reason; only a person sets that back',
    edits: [core('line-back', 'peer?.heartbeat?.movedLine === true &&', 'peer !== null &&')],
  },
  {
    name: 'the word ends the wait for an order of the other server',
    why: 'what it sent before it died moves the lines away from the new one',
    edits: [core('take-over', 'now + theirSetLingersMs(s)', 'now')],
  },
  {
    name: 'the line is set back before the other server knows of it',
    why: 'it takes over at once from one that dies with its order on its way',
    edits: [core('line-back', 'isToldOfMoving(s) && maySetLine(s, now)', 'maySetLine(s, now)')],
  },
  {
    name: 'the line is set back while the link is dead',
    why: 'the old active takes the lines from the new one',
    edits: [
      core(
        'world',
        "  demote(turn, { trigger: 'lease', judged: weigh(turn, 'lineMoved') })",
        "  s.setId += 1\n  turn.effects.push({ do: 'setLine', set: s.setId, side: otherSide(s) === 'A' ? 'B' : 'A', notAfter: now + s.timing.lineLeaseMs, timeoutMs: s.timing.pollTimeoutMs })",
      ),
    ],
  },
]
