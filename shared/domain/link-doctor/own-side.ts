import { isIpv4 } from '../ipv4.ts'
import { finding, type LinkFinding } from './causes.ts'
import type { LinkEvidence } from './evidence.ts'

/** What this server can see of itself alone: settings, card, port. */
export const ownSide = (evidence: LinkEvidence): LinkFinding[] => {
  const { ownAddress, peerAddress, port, listening } = evidence
  const names = [ownAddress, peerAddress].filter((address) => !isIpv4(address))
  if (names.length > 0) return [finding('nameNotAddress', 'none', 'certain', { name: names.join(', ') })]
  const isMissing = listening === 'addressMissing' || evidence.dial?.end === 'EADDRNOTAVAIL'
  if (isMissing) return [finding('ownAddressMissing', 'both', 'certain', { ownAddress })]
  if (evidence.isOwnCardUp === false) return [finding('ownCardDown', 'both', 'certain', { ownAddress })]
  if (listening === 'portInUse') return [finding('portInUse', 'fromPeer', 'certain', { ownAddress, port })]
  const end = evidence.dial?.end
  const hasNoRoute = evidence.state === 'down' && (end === 'ENETUNREACH' || end === 'ENETDOWN')
  if (hasNoRoute && evidence.kernel?.neighbour !== 'there')
    return [finding('noRoute', 'toPeer', 'certain', { ownAddress, peerAddress })]
  return []
}

const SKEW_MS = 2_000

/** What does not keep the link down, and should be known. */
export const besideTheLink = (evidence: LinkEvidence): LinkFinding[] => {
  const { clockSkewMs, ownAddress, peerAddress } = evidence
  const found: LinkFinding[] = []
  if (evidence.isPeerDiskFull) found.push(finding('peerDiskFull', 'none', 'certain', { peerAddress }))
  if (clockSkewMs !== null && Math.abs(clockSkewMs) > SKEW_MS)
    found.push(finding('clockSkew', 'none', 'certain', { skewMs: Math.round(clockSkewMs) }))
  if (evidence.isOwnAddressDynamic === true)
    found.push(finding('ownAddressDynamic', 'none', 'possible', { ownAddress }))
  return found
}
