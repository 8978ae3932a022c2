import { demote } from './hold.ts'
import { type Judged, weigh } from './judgements.ts'
import type { DualControl } from './messages.ts'
import { accept, changeDurable, record, refuse, send, type Turn } from './turn.ts'

/**
 * Two servers claimed control, found when they hear each other. The lower held epoch lets go by itself; under
 * the same epoch (a restored disk) both do, and a person chooses. It stands on both until a person has seen it.
 */

const keep = (turn: Turn, dualControl: DualControl): void => {
  const { lastSwitchOver } = turn.s.durable
  const { kind, epoch, wallMs } = dualControl
  const isChange = kind === 'resolved' && epoch >= (lastSwitchOver?.epoch ?? 0)
  changeDurable(turn, {
    dualControl,
    ...(isChange ? { lastSwitchOver: { wallMs, reason: 'dualControlResolved', epoch } } : {}),
  })
}

const isNews = ({ s }: Turn, epoch: number): boolean => (s.durable.dualControl?.epoch ?? 0) < epoch

/** This server was in control and hears of a newer holder: it lets go. */
export const yieldTo = (turn: Turn, epoch: number, judged: Judged): void => {
  const { s, wallMs } = turn
  if (s.mode !== 'active') return
  record(turn, { act: 'dualControl', outcome: 'noted', trigger: 'peer', epoch, judged })
  if (isNews(turn, epoch)) keep(turn, { kind: 'resolved', epoch, wallMs, isSeen: false })
  if (s.durable.servesAlone) changeDurable(turn, { servesAlone: false })
  demote(turn, { trigger: 'peer', judged })
}

/** This server went on serving with redundancy disabled, and the other one took control meanwhile. */
export const foundServingAlone = (turn: Turn, epoch: number): void => {
  const { s, wallMs } = turn
  if (!s.durable.servesAlone) return
  record(turn, {
    act: 'dualControl',
    outcome: 'noted',
    trigger: 'peer',
    epoch,
    judged: weigh(turn, 'newerEpoch'),
  })
  changeDurable(turn, { servesAlone: false })
  if (isNews(turn, epoch)) keep(turn, { kind: 'resolved', epoch, wallMs, isSeen: false })
}

/** The same epoch with two ids. Nobody goes on. */
export const meetTwin = (turn: Turn, epoch: number, judged: Judged): void => {
  const { s, wallMs } = turn
  const isKnown = s.durable.needsPerson && s.mode !== 'active'
  if (isKnown) return
  changeDurable(turn, { needsPerson: true })
  if (isNews(turn, epoch)) keep(turn, { kind: 'sameEpoch', epoch, wallMs, isSeen: false })
  if (s.mode === 'active') demote(turn, { trigger: 'peer', judged })
  record(turn, { act: 'dualControl', outcome: 'noted', trigger: 'peer', epoch, judged })
}

/** The sender claims an epoch under which another one is known to have held. */
export const answerTwin = (turn: Turn, epoch: number): void => {
  const { held, peerHeld } = turn.s.durable
  send(turn, { kind: 'refuse', heldEpoch: epoch, heldId: held?.id ?? peerHeld.id })
  meetTwin(turn, epoch, weigh(turn, 'sameEpochTwice'))
}

/** What the other server noted is noted here too, and what was seen there is seen. */
export const shareDualControl = (turn: Turn, theirs: DualControl | null): void => {
  const known = turn.s.durable.dualControl
  if (theirs === null || theirs.epoch < (known?.epoch ?? 0)) return
  if (known === null || theirs.epoch > known.epoch) {
    keep(turn, theirs)
    record(turn, { act: 'dualControl', outcome: 'noted', trigger: 'peer', epoch: theirs.epoch })
    return
  }
  const isSeen = known.isSeen || theirs.isSeen
  const wallMs = Math.min(known.wallMs, theirs.wallMs)
  if (isSeen !== known.isSeen || wallMs !== known.wallMs) keep(turn, { ...known, isSeen, wallMs })
}

/** A person has seen it: the alarm ends, on both. */
export const acknowledgeDualControl = (turn: Turn, requestId: string, person: string): void => {
  const { dualControl } = turn.s.durable
  const judged = weigh(turn, 'acknowledgeDualControl')
  if (judged.rules.some(({ holds }) => !holds)) {
    refuse(turn, requestId, judged.rules)
    return
  }
  if (dualControl !== null && !dualControl.isSeen) {
    changeDurable(turn, { dualControl: { ...dualControl, isSeen: true } })
    record(turn, {
      act: 'acknowledgeDualControl',
      outcome: 'done',
      trigger: 'person',
      epoch: dualControl.epoch,
      person,
      requestId,
    })
  }
  accept(turn, requestId)
}
