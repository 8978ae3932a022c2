import type { LinkView } from '../contract/link.ts'

/** The link of a server that has none. */
export const noLink: LinkView = {
  state: 'off',
  forMs: 0,
  ownAddress: '',
  peerAddress: '',
  port: 0,
  roundTripMs: null,
  fromPeer: { ageMs: null },
  toPeer: { ageMs: null },
  findings: [],
}
