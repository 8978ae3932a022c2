import { type Certainty, finding, type LinkCause, type LinkDirection, type LinkFinding } from './causes.ts'
import type { ArrivalEvidence, DialEvidence, LinkEvidence } from './evidence.ts'

/** Why connections do not come about, from how far they get in each direction. */

/** A refusal by something on the way comes at once; "nobody has this address" takes the system's own tries. */
const AT_ONCE_MS = 500

/** A connection of the peer came in while ours failed, and ours failed once more after it. */
const passesFromPeer = (arrival: ArrivalEvidence | null, dial: DialEvidence): boolean =>
  arrival !== null && arrival.firstAgeMs < dial.forMs && arrival.firstAgeMs > dial.ageMs + dial.tookMs

/** So long a system may go on believing in a network card that answers no more (reachable time, delay, probes). */
const BELIEVED_MS = 60_000

type Found = readonly [LinkCause, LinkDirection, Certainty]

const refusedByHost = (evidence: LinkEvidence, dial: DialEvidence): Found =>
  passesFromPeer(evidence.arrival, dial)
    ? ['firewallRejects', 'toPeer', 'certain']
    : ['portClosed', 'toPeer', 'likely']

const refusedOnTheWay = ({ kernel }: LinkEvidence, dial: DialEvidence): Found => {
  if (kernel?.neighbour === 'absent') return ['nothingThere', 'both', 'certain']
  if (kernel?.neighbour === 'there') return ['firewallRejects', 'toPeer', 'certain']
  return dial.tookMs < AT_ONCE_MS
    ? ['firewallRejects', 'toPeer', 'likely']
    : ['nothingThere', 'both', 'likely']
}

const unanswered = ({ arrival, kernel, forMs }: LinkEvidence, dial: DialEvidence): Found => {
  if (passesFromPeer(arrival, dial)) return ['firewallDrops', 'toPeer', 'certain']
  // Its requests come in, and the answers to them do not get back.
  if (kernel !== null && kernel.halfOpen > 0) return ['firewallDrops', 'toPeer', 'certain']
  if (kernel?.neighbour === 'absent') return ['nothingThere', 'both', 'likely']
  // Its network card answers, the server behind it does not: which way is closed only the other side can tell.
  if (kernel?.neighbour === 'there' && forMs > BELIEVED_MS) return ['firewallDrops', 'both', 'likely']
  return ['noAnswer', 'both', 'possible']
}

const connecting = (evidence: LinkEvidence, dial: DialEvidence): Found => {
  switch (dial.end) {
    case 'timeout':
    case 'ETIMEDOUT':
      return unanswered(evidence, dial)
    case 'ECONNREFUSED':
    case 'ECONNRESET':
      return refusedByHost(evidence, dial)
    case 'EHOSTDOWN':
      return ['nothingThere', 'both', 'certain']
    default:
      return refusedOnTheWay(evidence, dial)
  }
}

/** Connected, and then no word: its system took what was sent, or it did not. */
export const connectedInSilence = (dial: DialEvidence, smallDial: DialEvidence | null): Found => {
  const isTaken = (dial.unackedBytes ?? 0) === 0
  const isSmallBetter = smallDial !== null && (smallDial.end === 'reached' || smallDial.stage !== 'tls')
  // The first frames of a small conversation fit in one packet each way.
  if (isSmallBetter) return ['largeFramesLost', isTaken ? 'fromPeer' : 'toPeer', 'certain']
  return isTaken ? ['peerStuck', 'fromPeer', 'likely'] : ['largeFramesLost', 'toPeer', 'likely']
}

const talking = (evidence: LinkEvidence, dial: DialEvidence): Found => {
  if (dial.end === 'otherProgram') return ['anotherMachine', 'toPeer', 'certain']
  if (dial.end === 'timeout') return connectedInSilence(dial, evidence.examination?.smallDial ?? null)
  if (dial.stage === 'tls' || dial.stage === 'upgrade') return ['anotherMachine', 'toPeer', 'likely']
  return ['handshakeBroken', 'toPeer', 'possible']
}

/** Two probes in a row, so that one before the peer's own dialling is no finding. */
const PROBED_FOR_MS = 1_500

/** A fitting server answers, and its own connection does not come: only a Primary sees this. */
const answersOnly = ({ arrival }: LinkEvidence, dial: DialEvidence): Found | null => {
  if (dial.forMs < PROBED_FOR_MS) return null
  const isComing = arrival !== null && arrival.ageMs < dial.forMs
  return isComing ? null : ['firewallDrops', 'fromPeer', 'likely']
}

/** Nothing is found behind a link that is up. */
export const reaching = (evidence: LinkEvidence): LinkFinding[] => {
  const { dial } = evidence
  if (evidence.state === 'up' || dial === null) return []
  const found =
    dial.end === 'reached'
      ? answersOnly(evidence, dial)
      : dial.end === 'limited'
        ? null
        : dial.stage === 'connect'
          ? connecting(evidence, dial)
          : talking(evidence, dial)
  if (found === null) return []
  const { ownAddress, peerAddress, port, kernel } = evidence
  return [
    finding(...found, {
      ownAddress,
      peerAddress,
      port,
      stage: dial.stage,
      end: dial.end,
      tookMs: Math.round(dial.tookMs),
      ...(kernel === null ? {} : { neighbour: kernel.neighbour, halfOpen: kernel.halfOpen }),
      ...(dial.unackedBytes === null ? {} : { unackedBytes: dial.unackedBytes }),
    }),
  ]
}
