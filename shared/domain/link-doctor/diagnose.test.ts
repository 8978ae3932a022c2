import { describe, expect, test } from 'vitest'
import { findingWords } from '../labels-link.ts'
import { type LinkFinding, linkCauses } from './causes.ts'
import { diagnose } from './diagnose.ts'
import type { DialEvidence, ExaminationEvidence, LinkEvidence, TrafficEvidence } from './evidence.ts'

/** One fault each: what was measured, and what the doctor says first. */

const up: LinkEvidence = {
  role: 'primary',
  ownAddress: '10.10.10.1',
  peerAddress: '10.10.10.2',
  port: 9640,
  heartbeatMs: 1_000,
  state: 'up',
  forMs: 90_000,
  listening: 'yes',
  isOwnCardUp: true,
  isOwnAddressDynamic: false,
  dial: null,
  arrival: null,
  named: null,
  clockSkewMs: 12,
  kernel: null,
  traffic: null,
  peerDisabled: 'no',
  isPeerDiskFull: false,
  examination: null,
}
const kernel = { neighbour: 'there', halfOpen: 0, unackedBytes: 0, resends: 0 } as const
const lively: TrafficEvidence = {
  heardAgeMs: 300,
  deliveredAgeMs: 900,
  roundTripMs: 1,
  samples: 20,
  late: 0,
  shortestMs: 0.4,
  ownLateMs: 3,
  peerLateMs: 4,
  silentEnds: 0,
}
const attempt = (change: Partial<DialEvidence>): DialEvidence => ({
  stage: 'connect',
  end: 'timeout',
  tookMs: 3_000,
  ageMs: 800,
  forMs: 30_000,
  unackedBytes: null,
  ...change,
})
/** The first of them so long ago, the last one just now. */
const arrived = (firstAgeMs: number) =>
  ({ stage: 'ready', ageMs: Math.min(400, firstAgeMs), firstAgeMs }) as const
const down = (dial: Partial<DialEvidence>, change: Partial<LinkEvidence> = {}): LinkEvidence => ({
  ...up,
  state: 'down',
  clockSkewMs: null,
  dial: attempt(dial),
  kernel,
  ...change,
})
const refused = { end: 'ECONNREFUSED', tookMs: 1 }
const quiet: ExaminationEvidence = {
  dial: attempt({ stage: 'ready', end: 'reached', tookMs: 20 }),
  smallDial: null,
  toPeer: { largestThrough: 16_000, smallestLost: null },
  fromPeer: { largestThrough: 16_000, smallestLost: null },
  echoes: { sent: 20, late: 0 },
  segments: { sent: 400, sentAgain: 0, inVain: 0 },
}
const traffic = (change: Partial<TrafficEvidence>, beside: Partial<LinkEvidence> = {}): LinkEvidence => ({
  ...up,
  traffic: { ...lively, ...change },
  ...beside,
})
const shortly = ({ cause, direction, certainty }: LinkFinding): string => `${cause} ${direction} ${certainty}`
const found = (evidence: LinkEvidence): string[] => diagnose(evidence).map(shortly)

describe('nothing is found', () => {
  test.each<[string, LinkEvidence]>([
    ['in a lively link', traffic({})],
    ['in a link that was just made', up],
    ['before the first attempt', { ...up, state: 'down' }],
    ['by an examination of a sound link', traffic({}, { examination: quiet })],
    [
      'in one probe that was quicker than the other server',
      down({ stage: 'ready', end: 'reached', forMs: 500 }),
    ],
    ['while the other server refuses to talk for a moment', down({ stage: 'upgrade', end: 'limited' })],
    ['behind the other server’s older word once the link is up', { ...up, named: { code: 'keyMismatch' } }],
  ])('%s', (_, evidence) => expect(found(evidence)).toEqual([]))
})

describe('the first finding', () => {
  test.each<[string, LinkEvidence, string]>([
    ['a name for an address', { ...up, state: 'down', peerAddress: 'pbx-2' }, 'nameNotAddress none certain'],
    ['own address not there', down({}, { listening: 'addressMissing' }), 'ownAddressMissing both certain'],
    ['own address lost while dialling', down({ end: 'EADDRNOTAVAIL' }), 'ownAddressMissing both certain'],
    ['own cable out', down({}, { isOwnCardUp: false }), 'ownCardDown both certain'],
    ['own port taken', down(refused, { listening: 'portInUse' }), 'portInUse fromPeer certain'],
    [
      'no route',
      down({ end: 'ENETUNREACH', tookMs: 0 }, { kernel: { ...kernel, neighbour: 'unknown' } }),
      'noRoute toPeer certain',
    ],
    ['peer disabled', down(refused, { peerDisabled: 'idle' }), 'peerDisabled none certain'],
    ['the own server twice', down({}, { named: { code: 'sameServer' } }), 'sameServer none certain'],
    ['wrong key', down({}, { named: { code: 'keyMismatch' } }), 'keyMismatch both certain'],
    [
      'wrong version',
      down({}, { named: { code: 'versionMismatch', own: '1', peer: '2' } }),
      'versionMismatch both likely',
    ],
    [
      'same role',
      down({}, { named: { code: 'roleMismatch', peerRole: 'primary' } }),
      'roleMismatch both certain',
    ],
    [
      'other addresses',
      down({}, { named: { code: 'addressMismatch', own: 'a', peer: 'b' } }),
      'addressMismatch both certain',
    ],
    [
      'another A/B switch',
      down({}, { named: { code: 'arbiterMismatch', own: 'a', peer: '' } }),
      'arbiterMismatch both certain',
    ],
    [
      'changed certificate',
      down({}, { named: { code: 'certificateChanged' } }),
      'certificateChanged both certain',
    ],
    ['port closed', down(refused), 'portClosed toPeer likely'],
    [
      'refused, and the other server gets in here meanwhile',
      down(refused, { arrival: arrived(2_000) }),
      'firewallRejects toPeer certain',
    ],
    [
      'refused since it ended: what came before proves nothing',
      down({ ...refused, forMs: 1_500 }, { arrival: arrived(2_000) }),
      'portClosed toPeer likely',
    ],
    ['rejected by ICMP', down({ end: 'EHOSTUNREACH', tookMs: 2 }), 'firewallRejects toPeer certain'],
    ['dropped from here', down({}, { arrival: arrived(5_000) }), 'firewallDrops toPeer certain'],
    [
      'dropped from here, even the answers',
      down({}, { kernel: { ...kernel, halfOpen: 1 } }),
      'firewallDrops toPeer certain',
    ],
    [
      'dropped on the way here',
      down(
        { stage: 'ready', end: 'reached', forMs: 9_000 },
        { arrival: { stage: 'ready', ageMs: 40_000, firstAgeMs: 40_000 } },
      ),
      'firewallDrops fromPeer likely',
    ],
    ['dropped in a direction nobody here can tell', down({}), 'firewallDrops both likely'],
    ['gone a moment ago', down({}, { forMs: 20_000 }), 'noAnswer both possible'],
    [
      'nobody has the address',
      down({ end: 'EHOSTUNREACH', tookMs: 3_000 }, { kernel: { ...kernel, neighbour: 'absent' } }),
      'nothingThere both certain',
    ],
    [
      'silence behind a router',
      down({}, { kernel: { ...kernel, neighbour: 'unknown' } }),
      'noAnswer both possible',
    ],
    ['another program', down({ stage: 'upgrade', end: 'otherProgram' }), 'anotherMachine toPeer certain'],
    ['no TLS there', down({ stage: 'tls', end: 'EPROTO' }), 'anotherMachine toPeer likely'],
    ['paused process', down({ stage: 'tls', unackedBytes: 0 }), 'peerStuck fromPeer likely'],
    [
      'the first large frame is lost',
      down({ stage: 'tls', unackedBytes: 1_600 }),
      'largeFramesLost toPeer likely',
    ],
    [
      'a small first frame passes',
      down({ stage: 'tls' }, { examination: { ...quiet, smallDial: quiet.dial } }),
      'largeFramesLost fromPeer certain',
    ],
    ['hung up in the handshake', down({ stage: 'proof', end: 'ended' }), 'handshakeBroken toPeer possible'],
    ['nothing of ours arrives', traffic({ deliveredAgeMs: 6_000 }), 'firewallDrops toPeer likely'],
    ['paused on an open link', traffic({ heardAgeMs: 6_000 }, { kernel }), 'peerStuck fromPeer likely'],
    [
      'cut on an open link',
      traffic({ heardAgeMs: 6_000 }, { kernel: { ...kernel, unackedBytes: 900, resends: 3 } }),
      'noAnswer both likely',
    ],
    ['late answers', traffic({ late: 6 }), 'highLoss both likely'],
    ['loaded machine there', traffic({ peerLateMs: 1_700, late: 6 }), 'peerLoaded none likely'],
    ['loaded machine here', traffic({ ownLateMs: 1_700 }), 'ownLoaded none likely'],
    ['a long way', traffic({ shortestMs: 340 }), 'highDelay both certain'],
    ['links that fall silent', traffic({ silentEnds: 3 }), 'largeFramesLost both possible'],
    ['disk full there', traffic({}, { isPeerDiskFull: true }), 'peerDiskFull none certain'],
    ['clocks apart', traffic({}, { clockSkewMs: -5_000 }), 'clockSkew none certain'],
    ['an address from DHCP', traffic({}, { isOwnAddressDynamic: true }), 'ownAddressDynamic none possible'],
    [
      'sized frames',
      traffic({}, { examination: { ...quiet, fromPeer: { largestThrough: 400, smallestLost: 1_400 } } }),
      'largeFramesLost fromPeer certain',
    ],
    [
      'loss of what is sent',
      traffic({}, { examination: { ...quiet, segments: { sent: 100, sentAgain: 12, inVain: 1 } } }),
      'highLoss toPeer likely',
    ],
    [
      'loss of what comes',
      traffic({}, { examination: { ...quiet, segments: { sent: 100, sentAgain: 12, inVain: 11 } } }),
      'highLoss fromPeer likely',
    ],
    [
      'late answers, though little of this server is sent again',
      traffic(
        {},
        {
          examination: {
            ...quiet,
            echoes: { sent: 20, late: 4 },
            segments: { sent: 59, sentAgain: 3, inVain: 1 },
          },
        },
      ),
      'highLoss fromPeer likely',
    ],
    [
      'an own connection that is dropped beside the link',
      traffic({}, { examination: { ...quiet, dial: attempt({}) } }),
      'firewallDrops toPeer certain',
    ],
  ])('%s', (_, evidence, first) => {
    expect(found(evidence)[0]).toBe(first)
  })
})

describe('the order', () => {
  test('is by certainty; a cause without direction adds nothing to one with it', () => {
    const evidence = traffic(
      { deliveredAgeMs: 6_000, silentEnds: 2 },
      { examination: { ...quiet, toPeer: { largestThrough: 400, smallestLost: 1_400 } }, clockSkewMs: 9_000 },
    )
    expect(found(evidence)).toEqual([
      'largeFramesLost toPeer certain',
      'clockSkew none certain',
      'firewallDrops toPeer likely',
    ])
  })
  test('what a word of the two servers explains is not diagnosed a second time', () => {
    expect(found(down(refused, { named: { code: 'keyMismatch' } }))).toEqual(['keyMismatch both certain'])
  })
})

describe('the word "disabled" is as old as the last link', () => {
  const disabled = { peerDisabled: 'idle' } as const
  test.each<[string, LinkEvidence, string | undefined]>([
    [
      'the keys differ since',
      down({}, { ...disabled, named: { code: 'keyMismatch' } }),
      'keyMismatch both certain',
    ],
    [
      'both are Primary since',
      down({}, { ...disabled, named: { code: 'roleMismatch', peerRole: 'primary' } }),
      'roleMismatch both certain',
    ],
    [
      'its engine spoke since',
      down({ stage: 'proof', end: 'ended' }, disabled),
      'handshakeBroken toPeer possible',
    ],
    [
      'its engine came here since',
      down({}, { ...disabled, arrival: arrived(5_000) }),
      'firewallDrops toPeer certain',
    ],
    [
      'it came here before',
      down(refused, { ...disabled, arrival: { stage: 'ready', ageMs: 95_000, firstAgeMs: 95_000 } }),
      'peerDisabled none certain',
    ],
  ])('%s', (_, evidence, first) => expect(found(evidence)[0]).toBe(first))
})

describe('in words', () => {
  const whole: Record<string, string | number> = {
    ownAddress: '10.10.10.1',
    peerAddress: '10.10.10.2',
    port: 9640,
  }
  test.each(linkCauses)('%s: one sentence and what to do, with and without its values', (cause) => {
    for (const evidence of [{}, whole]) {
      for (const direction of ['toPeer', 'fromPeer', 'both', 'none'] as const) {
        const words = findingWords({ cause, direction, certainty: 'likely', evidence })
        expect(words.text).toMatch(/^[A-Z0-9"].*\.$/)
        expect(words.remedy).toMatch(/^[A-Z].*\.$/)
        expect(words.title).not.toMatch(/\.$/)
        expect(JSON.stringify(words)).not.toMatch(/undefined|NaN|null/)
      }
    }
  })
})
