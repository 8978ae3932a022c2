import { core, type Mutation } from './mutation.ts'

/** The automatic box. */
export const armingMutations: readonly Mutation[] = [
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
    name: 'a question without an answer counts as armed',
    why: 'the active never heard it, is not bound and goes on',
    edits: [
      core(
        'leases',
        'return armedFor !== 0 && armedFor === peerHeld.epoch && peerHeld.epoch > (held?.epoch ?? 0)',
        'return (armedFor !== 0 || s.durable.armNumber > 0) && peerHeld.epoch > (held?.epoch ?? 0)',
      ),
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
        "    refusePending(turn, armPending, s.mode === 'standby' ? 'notBound' : 'notStandby')",
        "    refuse(turn, armPending?.requestId ?? '', [])",
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
    edits: [core('arming', '!leaseRuns(s, now) || isStale', 'isStale')],
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
        '  changeDurable(turn, { armedFor: 0, armNumber: turn.s.durable.armNumber + 1, turnedOffBy: null })\n  sendOff(turn)',
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
