import { finding, type LinkFinding } from './causes.ts'
import type { LinkEvidence } from './evidence.ts'

/** What the two servers told each other: settings that keep them apart though packets pass. */
export const agreement = (evidence: LinkEvidence): LinkFinding[] => {
  const { named, peerAddress, peerDisabled } = evidence
  if (evidence.state === 'up') return []
  if (peerDisabled !== 'no')
    return [finding('peerDisabled', 'none', 'certain', { peerAddress, state: peerDisabled })]
  if (named === null) return []
  switch (named.code) {
    case 'sameServer':
      return [finding(named.code, 'none', 'certain', { peerAddress })]
    case 'keyMismatch':
    case 'certificateChanged':
      return [finding(named.code, 'both', 'certain', { peerAddress })]
    case 'roleMismatch':
      return [finding(named.code, 'both', 'certain', { role: named.peerRole })]
    // Before any proof: whoever answers there may say what he likes.
    case 'versionMismatch':
      return [finding(named.code, 'both', 'likely', { own: named.own, peer: named.peer })]
    case 'addressMismatch':
    case 'arbiterMismatch':
    case 'timingMismatch':
      return [finding(named.code, 'both', 'certain', { own: named.own, peer: named.peer })]
  }
}
