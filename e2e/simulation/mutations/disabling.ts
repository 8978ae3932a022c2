import { core, type Mutation } from './mutation.ts'

/** Enable Redundancy, unticked and ticked again. */
export const disablingMutations: readonly Mutation[] = [
  {
    name: 'a bound active is disabled without a word to the other server',
    why: 'the armed standby takes the silence for a failure and takes control from one that serves on',
    edits: [core('findings', 'peer.isLinked || !mustTellOther(f), peer.isLinked', 'true, peer.isLinked')],
  },
  {
    name: 'a disabling that was stored leaves the other server armed',
    why: 'it takes control from a server that serves alone and no more asks the line',
    edits: [
      core(
        'disabling',
        'changeDurable(turn, { peerDisabled: state, armedFor: 0 })',
        'changeDurable(turn, { peerDisabled: state })',
      ),
    ],
  },
  {
    name: 'enabled again a bound server serves on',
    why: 'its services run on while the other server may take control',
    edits: [core('serve-on', 'isLastHolder(alone) && !isBound(alone)', 'isLastHolder(alone)')],
  },
  {
    name: 'what served alone keeps its epoch when the other server follows',
    why: 'a copy from before counts as Updated, and whoever was armed for that epoch takes control with it',
    edits: [
      core(
        'heartbeats',
        '    changeDurable(turn, { servesAlone: false, aheadOfCopies: false })\n    raiseEpoch(turn, held.epoch + 1)',
        '    changeDurable(turn, { servesAlone: false, aheadOfCopies: false })',
      ),
    ],
  },
  {
    name: 'a resume forgets that it served alone',
    why: 'the engine restarts before the two meet, and a copy from before counts as Updated again',
    edits: [core('hold', 'aheadOfCopies: isSameEpoch && s.durable.aheadOfCopies', 'aheadOfCopies: false')],
  },
]
