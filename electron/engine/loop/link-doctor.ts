import type { LinkView } from '../../../shared/contract/link.ts'
import type { OwnAddress } from '../../../shared/contract/settings.ts'
import { diagnose } from '../../../shared/domain/link-doctor/diagnose.ts'
import type { ExaminationEvidence } from '../../../shared/domain/link-doctor/evidence.ts'
import { noLink } from '../../../shared/domain/no-link.ts'
import { isOwnCardUp } from '../link/doctor/own-card.ts'
import type { Clock } from '../ports.ts'
import { ownAddresses } from './own-addresses.ts'
import type { Pair } from './pair.ts'

/** The link as the status shows it, and the examination a person asks for. Nothing of it reaches the core. */
export interface LinkDoctor {
  view(): LinkView
  /** One at a time: who asks meanwhile gets the same answer. */
  examine(): Promise<LinkView>
}

const CARD_LOOK_MS = 1_000

const round = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10)

export const createLinkDoctor = (clock: Clock, currentPair: () => Pair | null): LinkDoctor => {
  let card: { address: string; isUp: boolean | null; at: number } | null = null
  let own: { of: Pair; addresses: readonly OwnAddress[] } | null = null
  let examining: Promise<LinkView> | null = null

  const cardState = (address: string): boolean | null => {
    const now = clock.now()
    if (card?.address !== address || now - card.at > CARD_LOOK_MS) {
      card = { address, isUp: isOwnCardUp(address), at: now }
    }
    return card.isUp
  }

  /** Asked once for each pair, and at every examination. */
  const learnOwn = async (pair: Pair): Promise<void> => {
    own = { of: pair, addresses: own?.of === pair ? own.addresses : [] }
    const addresses = await ownAddresses()
    if (own?.of === pair) own = { of: pair, addresses }
  }

  const viewWith = (examination: ExaminationEvidence | null): LinkView => {
    const pair = currentPair()
    const state = pair?.loop.state
    if (pair === null || state === undefined || state.mode === 'disabled') return noLink
    if (own?.of !== pair) void learnOwn(pair)
    const measures = pair.drivers.link.evidence()
    const listed = own?.addresses.find(({ address }) => address === measures.ownAddress)
    const isDown = measures.state === 'down'
    const findings = diagnose({
      ...measures,
      role: state.role,
      isOwnCardUp: isDown ? cardState(measures.ownAddress) : null,
      isOwnAddressDynamic: listed?.isDynamic ?? null,
      peerDisabled: state.durable.peerDisabled,
      examination,
    })
    const { traffic } = measures
    return {
      state: measures.state,
      forMs: Math.round(measures.forMs),
      ownAddress: measures.ownAddress,
      peerAddress: measures.peerAddress,
      port: measures.port,
      roundTripMs: isDown ? null : round(traffic?.roundTripMs ?? null),
      fromPeer: { ageMs: round(traffic?.heardAgeMs ?? null) },
      toPeer: { ageMs: round(traffic?.deliveredAgeMs ?? null) },
      findings,
    }
  }

  const run = async (): Promise<LinkView> => {
    const pair = currentPair()
    if (pair === null) return noLink
    const [examination] = await Promise.all([pair.drivers.link.examine(), learnOwn(pair)])
    return viewWith(examination)
  }

  return {
    view: () => viewWith(null),
    examine: () => {
      examining ??= run().finally(() => {
        examining = null
      })
      return examining
    },
  }
}
