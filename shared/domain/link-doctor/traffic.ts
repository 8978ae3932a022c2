import { finding, type LinkFinding } from './causes.ts'
import type { LinkEvidence, TrafficEvidence } from './evidence.ts'

/** How a link that stands, or stood a moment ago, is doing in each direction. */

/** Nothing for three heartbeats, and never under this, is no delay any more. */
const LEAST_SILENCE_MS = 1_500
const silenceMs = ({ heartbeatMs }: LinkEvidence): number => Math.max(LEAST_SILENCE_MS, 3 * heartbeatMs)

const values = (traffic: TrafficEvidence, evidence: LinkEvidence) => ({
  peerAddress: evidence.peerAddress,
  heardAgeMs: Math.round(traffic.heardAgeMs),
  deliveredAgeMs: Math.round(traffic.deliveredAgeMs),
})

/** Open, and one or both directions carry nothing. */
const stalled = (evidence: LinkEvidence, traffic: TrafficEvidence): LinkFinding[] => {
  const limitMs = silenceMs(evidence)
  const { kernel } = evidence
  const measured = values(traffic, evidence)
  if (traffic.heardAgeMs > limitMs) {
    if (kernel === null) return [finding('noAnswer', 'both', 'possible', measured)]
    const { unackedBytes, resends } = kernel
    return unackedBytes > 0 && resends > 0
      ? [finding('noAnswer', 'both', 'likely', { ...measured, unackedBytes, resends })]
      : [finding('peerStuck', 'fromPeer', 'likely', { ...measured, unackedBytes })]
  }
  if (traffic.deliveredAgeMs <= limitMs) return []
  // It is heard, and says itself that nothing of this server came any more.
  return [
    finding('firewallDrops', 'toPeer', 'likely', measured),
    finding('largeFramesLost', 'toPeer', 'possible', measured),
  ]
}

const LEAST_SAMPLES = 5
const LATE_SHARE = 0.2
const LOADED_MS = 500
const FAR_MS = 200

const loadedMs = ({ heartbeatMs }: LinkEvidence): number => Math.max(LOADED_MS, heartbeatMs)

/** Heartbeats come, and late: by whose doing? */
const slow = (evidence: LinkEvidence, traffic: TrafficEvidence): LinkFinding[] => {
  const { peerAddress } = evidence
  const { samples, late, ownLateMs, peerLateMs, shortestMs } = traffic
  const limitMs = loadedMs(evidence)
  const loaded = [
    ...(ownLateMs > limitMs
      ? [finding('ownLoaded', 'none', 'likely', { lateMs: Math.round(ownLateMs) })]
      : []),
    ...(peerLateMs > limitMs
      ? [finding('peerLoaded', 'none', 'likely', { peerAddress, lateMs: Math.round(peerLateMs) })]
      : []),
  ]
  // Round trips through a machine that stands still say nothing about the network.
  if (loaded.length > 0 || samples < LEAST_SAMPLES) return loaded
  if (late / samples >= LATE_SHARE)
    return [finding('highLoss', 'both', 'likely', { peerAddress, late, samples })]
  if (shortestMs !== null && shortestMs > FAR_MS)
    return [finding('highDelay', 'both', 'certain', { peerAddress, roundTripMs: Math.round(shortestMs) })]
  return []
}

const SILENT_ENDS = 2

/** The link comes up and falls silent again: small frames pass, and something later does not. */
const falling = (evidence: LinkEvidence, traffic: TrafficEvidence): LinkFinding[] => {
  const isReachable = evidence.state === 'up' || evidence.dial?.end === 'reached'
  if (traffic.silentEnds < SILENT_ENDS || !isReachable) return []
  const { peerAddress } = evidence
  const { silentEnds } = traffic
  return [finding('largeFramesLost', 'both', 'possible', { peerAddress, silentEnds })]
}

export const traffic = (evidence: LinkEvidence): LinkFinding[] => {
  const measured = evidence.traffic
  if (measured === null) return []
  if (evidence.state === 'down') return falling(evidence, measured)
  const standing = stalled(evidence, measured)
  return [...(standing.length > 0 ? standing : slow(evidence, measured)), ...falling(evidence, measured)]
}
