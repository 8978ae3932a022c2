import { core, type Mutation } from './mutation.ts'

/** The planned switch-over and its token. */
export const plannedMutations: readonly Mutation[] = [
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
        'const able = [ownServicesStopped, guardianReady, giverWaitOver]',
        'const able = [ownServicesStopped, guardianReady]',
      ),
    ],
  },
  {
    name: '“given” is not persisted',
    why: 'the giver restarts and resumes beside the receiver',
    edits: [
      core(
        'grant',
        'changeDurable(turn, { seen: epoch, given: epoch, granted: null, armedFor: 0, turnedOffBy: reason })',
        'changeDurable(turn, { seen: epoch, granted: null, armedFor: 0, turnedOffBy: reason })',
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
