import { finding, type LinkFinding } from './causes.ts'
import { type LinkEvidence, type LinkStage, linkStages, type NamedEvidence } from './evidence.ts'

/** What the two servers told each other: settings that keep them apart though packets pass. */
export const agreement = (evidence: LinkEvidence): LinkFinding[] => {
  const { named, peerAddress, peerDisabled } = evidence
  if (evidence.state === 'up') return []
  // Found out after the last link: newer than anything that was said on it.
  if (named !== null) return [disagreement(named, peerAddress)]
  if (peerDisabled === 'no' || hasSpokenSince(evidence)) return []
  return [finding('peerDisabled', 'none', 'certain', { peerAddress, state: peerDisabled })]
}

const speaks = (stage: LinkStage): boolean => linkStages.indexOf(stage) >= linkStages.indexOf('hello')

/** A server whose redundancy is disabled makes no links: one that spoke after its last word was enabled again. */
const hasSpokenSince = ({ dial, arrival, forMs }: LinkEvidence): boolean =>
  (dial !== null && (speaks(dial.stage) || dial.end === 'limited') && dial.ageMs < forMs) ||
  (arrival !== null && speaks(arrival.stage) && arrival.ageMs < forMs)

const disagreement = (named: NamedEvidence, peerAddress: string): LinkFinding => {
  switch (named.code) {
    case 'sameServer':
      return finding(named.code, 'none', 'certain', { peerAddress })
    case 'keyMismatch':
    case 'certificateChanged':
      return finding(named.code, 'both', 'certain', { peerAddress })
    case 'roleMismatch':
      return finding(named.code, 'both', 'certain', { role: named.peerRole })
    // Before any proof: whoever answers there may say what he likes.
    case 'versionMismatch':
      return finding(named.code, 'both', 'likely', { own: named.own, peer: named.peer })
    case 'addressMismatch':
    case 'arbiterMismatch':
    case 'timingMismatch':
      return finding(named.code, 'both', 'certain', { own: named.own, peer: named.peer })
  }
}
