import type { NamedEvidence } from '../../../../shared/domain/link-doctor/evidence.ts'
import type { LinkMeasures, LinkProblem, LinkSettings } from '../../ports.ts'

/** Before the link was opened nothing is measured. */
export const measuresBefore = (
  { ownAddress, peerAddress, port }: LinkSettings,
  { heartbeatMs }: { readonly heartbeatMs: number },
): LinkMeasures => ({
  ownAddress,
  peerAddress,
  port,
  heartbeatMs,
  state: 'down',
  forMs: 0,
  listening: 'unknown',
  dial: null,
  arrival: null,
  named: null,
  clockSkewMs: null,
  kernel: null,
  traffic: null,
  isPeerDiskFull: false,
  isPeerHostStuck: false,
})

/** What the two found out about each other; null for what only says that they did not meet. */
export const namedOf = (problem: LinkProblem | null): NamedEvidence | null => {
  switch (problem?.code) {
    case 'keyMismatch':
    case 'certificateChanged':
    case 'sameServer':
    case 'roleMismatch':
    case 'versionMismatch':
    case 'addressMismatch':
    case 'arbiterMismatch':
    case 'timingMismatch':
      return problem
    default:
      return null
  }
}

export const listeningOf = (problem: LinkProblem | null): LinkMeasures['listening'] => {
  switch (problem?.code) {
    case 'portInUse':
      return 'portInUse'
    case 'unreachable':
      return 'addressMissing'
    default:
      return 'yes'
  }
}
