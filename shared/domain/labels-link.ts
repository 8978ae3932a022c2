import type { LinkView } from '../contract/link.ts'
import { asClause, formatBytes, formatCount, formatDuration } from './labels-format.ts'
import { codeWords } from './labels-values.ts'
import {
  type Certainty,
  certainties,
  type FindingValues,
  type LinkCause,
  type LinkDirection,
  type LinkFinding,
  linkCauses,
  linkDirections,
} from './link-doctor/causes.ts'

/** The link doctor's findings in words: what, where, what to do. A value that is missing only shortens the sentence. */

/** Of everything that has to do with times set otherwise. */
export const ARBITER_REMEDY =
  'Enter the same AB-Switch Address on both servers, or accept the same sentence in site.json (onCut).'

export const TIMING_REMEDY =
  'Set the same "timing" in site.json on both servers, start both again, then untick "Enable Redundancy" and tick it again on both.'

interface FindingLabel {
  /** A clause that also stands as a value in a list of what is missing. */
  readonly title: string
  readonly text: (values: FindingValues, direction: LinkDirection) => string
  readonly remedy: (values: FindingValues, direction: LinkDirection) => string
}

const label = (
  title: string,
  text: FindingLabel['text'],
  remedy: string | FindingLabel['remedy'],
): FindingLabel => ({ title, text, remedy: typeof remedy === 'string' ? () => remedy : remedy })

const peer = (v: FindingValues): string =>
  v.peerAddress === undefined ? 'the other server' : `the other server (${v.peerAddress})`
const Peer = (v: FindingValues): string => `T${peer(v).slice(1)}`
const door = (v: FindingValues): string =>
  v.peerAddress === undefined
    ? 'The other server'
    : `${v.peerAddress}${v.port === undefined ? '' : `:${v.port}`}`
const duration = (value: string | number | undefined): string =>
  typeof value === 'number' ? formatDuration(value) : 'some time'
const both = (v: FindingValues): string =>
  v.own === undefined || v.peer === undefined
    ? ''
    : ` This server: ${codeWords(String(v.own)) || 'none'}; other server: ${codeWords(String(v.peer)) || 'none'}.`
const measure = (v: FindingValues): string =>
  v.sent !== undefined && Number(v.sentAgain) > 0
    ? ` (${v.sentAgain} of ${formatCount(Number(v.sent), 'packet')} sent again)`
    : v.samples !== undefined
      ? ` (${v.late} of ${formatCount(Number(v.samples), 'answer')} late)`
      : ''

const ways = {
  toPeer: 'from this server to the other one',
  fromPeer: 'from the other server to this one',
  both: 'between the two servers',
  none: 'between the two servers',
} as const satisfies Record<LinkDirection, string>

const dropped = {
  toPeer: (v: FindingValues) =>
    `What this server sends does not reach ${peer(v)}, while what comes from there arrives: something drops it without a word.`,
  fromPeer: (v: FindingValues) =>
    `${Peer(v)} answers this one, but its own connections do not arrive here: something drops them on the way.`,
  both: (v: FindingValues) =>
    `${Peer(v)} is in the network, but nothing it sends as an answer arrives: something drops it in one or both directions.`,
}

const firewallRemedy = (v: FindingValues, direction: LinkDirection): string => {
  const port = v.port === undefined ? 'the link ports' : `port ${v.port} and the port of the guardian`
  switch (direction) {
    case 'toPeer':
      return `Open ${port} (TCP) in the firewall of the other server, and look for a firewall in between.`
    case 'fromPeer':
      return `Open ${port} (TCP) in the firewall of this server, and look for a firewall in between.`
    default:
      return `Open ${port} (TCP) in the firewalls of both servers; the same question asked on the other server tells which one it is.`
  }
}

const findingTable: Readonly<Record<LinkCause, FindingLabel>> = {
  nameNotAddress: label(
    'A name stands where an address is needed',
    (v) => `${v.name ?? 'An address of the pair'} is a name: the link would depend on a name service.`,
    'Enter the fixed IPv4 addresses of both servers.',
  ),
  ownAddressMissing: label(
    'This server does not have its address',
    (v) => `This server has no address ${v.ownAddress ?? 'as set for it'}, so nothing can reach it there.`,
    'Correct the address in the Redundancy dialog, or bring the network card with it up.',
  ),
  ownCardDown: label(
    'The network card of this server is not connected',
    (v) => `The network card with ${v.ownAddress ?? 'the address of this server'} has no connection.`,
    'Check the cable of this server and the switch it ends in.',
  ),
  portInUse: label(
    'The link port of this server is used by another program',
    (v) =>
      `Port ${v.port ?? 'of the link'} of this server${v.ownAddress === undefined ? '' : ` (${v.ownAddress})`} is used by another program, so the other server does not get in.`,
    'Stop that program, or set another link port in site.json on both servers.',
  ),
  noRoute: label(
    'This server has no route to the other one',
    (v) => `This server knows no way to ${peer(v)}.`,
    'Check the network card, the network mask and the routes of this server.',
  ),
  peerDisabled: label(
    'Redundancy is disabled on the other server',
    (v) => `"Enable Redundancy" is not ticked on ${peer(v)}, so it does not talk to this one.`,
    'Tick "Enable Redundancy" there when the pair is to work again.',
  ),
  sameServer: label(
    'The address of the other server leads back to this one',
    (v) => `${door(v)} is this server itself.`,
    'Enter the address of the other server.',
  ),
  keyMismatch: label(
    'The Redundancy Keys differ',
    (v) => `This server and ${peer(v)} have different Redundancy Keys, so they do not talk to each other.`,
    'Enter the same Redundancy Key on both servers.',
  ),
  versionMismatch: label(
    'The versions differ',
    (v) => `The two servers run versions of Redundancy Manager that do not work together.${both(v)}`,
    'Install the same version on both.',
  ),
  roleMismatch: label(
    'Both servers have the same System Role',
    (v) => `Both servers are set as ${v.role === undefined ? 'the same system' : codeWords(String(v.role))}.`,
    'Set one of them to Primary and the other to Secondary.',
  ),
  addressMismatch: label(
    'The addresses set on the two servers differ',
    (v) => `Primary and Secondary Address are not the same on both servers.${both(v)}`,
    'Enter the same Primary Address and Secondary Address on both servers.',
  ),
  arbiterMismatch: label(
    'The A/B switch settings differ',
    (v) =>
      `The two servers do not use the same A/B switch, or did not accept the same for a cut without one.${both(v)}`,
    ARBITER_REMEDY,
  ),
  timingMismatch: label(
    'The times of the two servers differ',
    (v) => `The two servers do not use the same times, on which both rely.${both(v)}`,
    TIMING_REMEDY,
  ),
  certificateChanged: label(
    'The other server shows a new certificate',
    (v) => `${Peer(v)} proved the Redundancy Key, but one of the two certificates has changed.`,
    'If a server was installed anew, accept the new certificate; if not, find out who answers at that address.',
  ),
  firewallRejects: label(
    'A firewall refuses the connection',
    (v) => `${door(v)} is refused to this server by something on the way, though the other server is there.`,
    (v, direction) => `Find the rule that refuses it. ${firewallRemedy(v, direction)}`,
  ),
  firewallDrops: label(
    'Packets are dropped on the way',
    (v, direction) => dropped[direction === 'none' ? 'both' : direction](v),
    firewallRemedy,
  ),
  largeFramesLost: label(
    'Large packets are lost on the way',
    (v, direction) =>
      typeof v.largestThrough === 'number' && typeof v.smallestLost === 'number'
        ? `Frames of ${formatBytes(v.largestThrough)} pass ${ways[direction]}, those of ${formatBytes(v.smallestLost)} do not.`
        : `Small packets pass ${ways[direction]} and large ones seem to get lost.`,
    'Set the same MTU on both network cards and on everything in between (a tunnel or jumbo frames are the usual reason), and let ICMP "fragmentation needed" pass.',
  ),
  peerStuck: label(
    'The program on the other server does not answer',
    (v) =>
      `The system of ${peer(v)} takes what is sent, but Redundancy Manager there says nothing: it is paused or stuck.`,
    'Look at the other server: continue or restart Redundancy Manager there.',
  ),
  portClosed: label(
    'Redundancy Manager does not run on the other server',
    (v) => `${door(v)} refuses the connection: the server is up, and nothing listens at that port.`,
    'Start Redundancy Manager there, enable redundancy, and compare the link ports in site.json.',
  ),
  anotherMachine: label(
    'Something else answers at the address of the other server',
    (v) => `At ${door(v)} something answers that is not Redundancy Manager.`,
    'Check the address, and which machine and program has it.',
  ),
  nothingThere: label(
    'Nothing has the address of the other server',
    (v) => `No machine in this network answers for ${v.peerAddress ?? 'the address of the other server'}.`,
    'Check that the other server is switched on, its cable, and that its address is right.',
  ),
  noAnswer: label(
    'Nothing comes back from the other server',
    (v) =>
      `${Peer(v)} gives no answer: it is off, the network between is cut, or a firewall drops everything.`,
    'Check that it is switched on and the network between the two; then the firewalls.',
  ),
  handshakeBroken: label(
    'The other server ends the conversation',
    (v) => `${door(v)} begins to talk and ends the connection without a reason.`,
    'Look at the log of Redundancy Manager on both servers.',
  ),
  highLoss: label(
    'Many packets are lost on the way',
    (v, direction) => `Many packets get lost ${ways[direction]}${measure(v)}.`,
    'Check cables, network cards (speed and duplex) and the switch between the two servers.',
  ),
  peerLoaded: label(
    'The other server is overloaded',
    (v) =>
      `${Peer(v)} says that it is up to ${duration(v.lateMs)} late with its own work; the network is not the reason.`,
    'Find out what takes the processor or the disk there.',
  ),
  ownLoaded: label(
    'This server is overloaded',
    (v) =>
      `This server is up to ${duration(v.lateMs)} late with its own work; the network is not the reason.`,
    'Find out what takes the processor or the disk here.',
  ),
  highDelay: label(
    'The way between the servers is slow',
    (v) => `A question to ${peer(v)} and back takes at least ${duration(v.roundTripMs)}.`,
    'Look at what lies between the two servers; raise the heartbeat interval if it cannot be faster.',
  ),
  peerDiskFull: label(
    'A disk of the other server is full',
    (v) => `${Peer(v)} says that a disk of its own is full, so copying and recording stand still there.`,
    'Free some room there; work goes on by itself.',
  ),
  clockSkew: label(
    'The clocks differ',
    (v) =>
      `The clock of the other server is ${duration(Math.abs(Number(v.skewMs ?? 0)))} ${Number(v.skewMs ?? 0) < 0 ? 'behind' : 'ahead of'} this one's.`,
    'Set both to the same time source.',
  ),
  ownAddressDynamic: label(
    'The address of this server is not a fixed one',
    (v) =>
      `${v.ownAddress ?? 'The address of this server'} was given to it for a time only (DHCP): it may change.`,
    'Give this server a static address.',
  ),
}

/** What the command line prints around the findings. */
export const linkLabels = {
  title: 'Link to the other server',
  way: 'Way:',
  state: 'State:',
  roundTrip: 'Round trip:',
  fromPeer: 'Heard from there:',
  toPeer: 'Arrived there:',
  findings: 'Findings',
  nothingFound: 'Nothing is wrong with the link.',
  nothingKnown: 'The reason is not known yet; ask again in some seconds.',
  off: 'There is no link: redundancy is not enabled on this server.',
  never: 'Never',
} as const

const stateTable = { up: 'Up', down: 'Down', off: 'Off' } as const satisfies Record<LinkView['state'], string>

/** "Up for 2 min 5 s" */
export const linkStateWords = ({ state, forMs }: LinkView): string =>
  `${stateTable[state]} for ${formatDuration(forMs)}`

const certaintyTable = {
  certain: 'Certain',
  likely: 'Likely',
  possible: 'Possible',
} as const satisfies Record<Certainty, string>

const directionTable = {
  toPeer: 'this server → other server',
  fromPeer: 'other server → this server',
  both: 'both directions',
  none: '',
} as const satisfies Record<LinkDirection, string>

export interface FindingWords {
  readonly certainty: string
  readonly direction: string
  readonly title: string
  readonly text: string
  readonly remedy: string
}

export const findingWords = ({ cause, direction, certainty, evidence }: LinkFinding): FindingWords => {
  const words = findingTable[cause]
  return {
    certainty: certaintyTable[certainty],
    direction: directionTable[direction],
    title: words.title,
    text: words.text(evidence, direction),
    remedy: words.remedy(evidence, direction),
  }
}

export const isLinkCause = (code: unknown): code is LinkCause =>
  (linkCauses as readonly unknown[]).includes(code)

/** A finding that an alarm carries in its parameters. */
export const findingIn = (params: FindingValues): LinkFinding | null => {
  const { cause, direction, certainty, ...evidence } = params
  const isDirection = (linkDirections as readonly unknown[]).includes(direction)
  const isCertainty = (certainties as readonly unknown[]).includes(certainty)
  if (!isLinkCause(cause) || !isDirection || !isCertainty) return null
  return {
    cause,
    direction: direction as LinkDirection,
    certainty: certainty as Certainty,
    evidence,
  }
}

/** Where only the cause is carried: "The Redundancy Keys differ". */
export const causeTitle = (cause: LinkCause): string => findingTable[cause].title

/** What to do about a cause whose values are not at hand. */
export const causeRemedy = (cause: LinkCause, direction: LinkDirection = 'both'): string =>
  findingTable[cause].remedy({}, direction)

/** One line for tooltips: the sentence without the remedy. */
export const findingDetail = (found: LinkFinding): string => asClause(findingWords(found).text)
