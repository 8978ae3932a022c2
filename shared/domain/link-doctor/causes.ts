/** What the link doctor can find: codes only; the words stand in the label table. */

/** Which way is meant: from this server to the other, from the other to this one. */
export const linkDirections = ['toPeer', 'fromPeer', 'both', 'none'] as const
export type LinkDirection = (typeof linkDirections)[number]

/** The most certain first. */
export const certainties = ['certain', 'likely', 'possible'] as const
export type Certainty = (typeof certainties)[number]

/** Of two equally certain findings the earlier one in this list is shown first. */
export const linkCauses = [
  // This server itself.
  'nameNotAddress',
  'ownAddressMissing',
  'ownCardDown',
  'portInUse',
  'noRoute',
  // What the two servers say of each other.
  'peerDisabled',
  'sameServer',
  'keyMismatch',
  'versionMismatch',
  'roleMismatch',
  'addressMismatch',
  'arbiterMismatch',
  'timingMismatch',
  'certificateChanged',
  // The way between them, and what is at its end.
  'firewallRejects',
  'firewallDrops',
  'largeFramesLost',
  'peerStuck',
  'portClosed',
  'anotherMachine',
  'nothingThere',
  'noAnswer',
  'handshakeBroken',
  // The link is there, and is not well.
  'highLoss',
  'peerLoaded',
  'ownLoaded',
  'highDelay',
  // Beside the link.
  'peerDiskFull',
  'clockSkew',
  'ownAddressDynamic',
] as const
export type LinkCause = (typeof linkCauses)[number]

export type FindingValues = Readonly<Record<string, string | number>>

export interface LinkFinding {
  readonly direction: LinkDirection
  readonly cause: LinkCause
  readonly certainty: Certainty
  /** What was measured, by name: times in milliseconds. Never a key. */
  readonly evidence: FindingValues
}

export const finding = (
  cause: LinkCause,
  direction: LinkDirection,
  certainty: Certainty,
  evidence: FindingValues = {},
): LinkFinding => ({ cause, direction, certainty, evidence })

/** Worth knowing, and never why the other server is silent. */
const besideTheLink = new Set<LinkCause>(['peerDiskFull', 'clockSkew', 'ownAddressDynamic'])
export const explainsSilence = ({ cause }: LinkFinding): boolean => !besideTheLink.has(cause)
