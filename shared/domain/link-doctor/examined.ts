import { finding, type LinkFinding } from './causes.ts'
import type { ExaminationEvidence, LinkEvidence, SizeEvidence } from './evidence.ts'
import { connectedInSilence } from './reaching.ts'

/** What an examination adds: sized frames, echoes, the system's own count of what was sent again. */

const sizes = (
  direction: 'toPeer' | 'fromPeer',
  measured: SizeEvidence | null,
  peerAddress: string,
): LinkFinding[] => {
  if (measured === null || measured.smallestLost === null) return []
  const { largestThrough, smallestLost } = measured
  // When the smallest is lost it is not the size.
  if (largestThrough === 0) return []
  return [finding('largeFramesLost', direction, 'certain', { peerAddress, largestThrough, smallestLost })]
}

const LEAST_SEGMENTS = 20
const LOSS_SHARE = 0.03
/** Where answers are late: lost receipts alone make this server send less than that again. */
const OWN_SHARE = 0.08
const LATE_SHARE = 0.2

/** What was sent again and had arrived says that only its receipt was lost: the other direction. */
const losses = ({ examination, peerAddress }: LinkEvidence): LinkFinding[] => {
  if (examination === null) return []
  const { segments, echoes } = examination
  const areLate = isLate(echoes)
  if (segments === null || segments.sent < LEAST_SEGMENTS) {
    if (echoes === null || !areLate) return []
    return [finding('highLoss', 'both', 'likely', { peerAddress, late: echoes.late, samples: echoes.sent })]
  }
  const { sent, sentAgain, inVain } = segments
  const isToPeer = (sentAgain - inVain) / sent >= (areLate ? OWN_SHARE : LOSS_SHARE)
  const isFromPeer = inVain / sent >= LOSS_SHARE || (areLate && !isToPeer)
  if (!isToPeer && !isFromPeer) return []
  const direction = isToPeer && isFromPeer ? 'both' : isToPeer ? 'toPeer' : 'fromPeer'
  const late = echoes === null ? {} : { late: echoes.late, samples: echoes.sent }
  return [finding('highLoss', direction, 'likely', { peerAddress, sent, sentAgain, inVain, ...late })]
}

const isLate = (echoes: { sent: number; late: number } | null): boolean =>
  echoes !== null && echoes.sent > 0 && echoes.late / echoes.sent >= LATE_SHARE

/** The link is up, so packets pass in both directions: what stops a connection from here is meant for it. */
const besideLink = (
  { dial, smallDial }: ExaminationEvidence,
  { peerAddress, port }: LinkEvidence,
): LinkFinding[] => {
  const { stage, end } = dial
  if (end === 'reached' || end === 'limited') return []
  if (stage === 'tls' && end === 'timeout')
    return [finding(...connectedInSilence(dial, smallDial), { peerAddress, port, stage, end })]
  if (stage !== 'connect') return []
  const cause = end === 'timeout' || end === 'ETIMEDOUT' ? 'firewallDrops' : 'firewallRejects'
  return [finding(cause, 'toPeer', 'certain', { peerAddress, port, stage, end })]
}

export const examined = (evidence: LinkEvidence): LinkFinding[] => {
  const { examination, state, peerAddress } = evidence
  if (examination === null) return []
  return [
    ...(state === 'up' ? besideLink(examination, evidence) : []),
    ...sizes('toPeer', examination.toPeer, peerAddress),
    ...sizes('fromPeer', examination.fromPeer, peerAddress),
    ...losses(evidence),
  ]
}
