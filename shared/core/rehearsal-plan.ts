import { nextEpoch } from '../domain/epoch.ts'
import { allHold } from '../domain/rules.ts'
import { rollBack } from './hand-over.ts'
import { ASK_LIMIT_MS } from './hand-over-state.ts'
import { type Judged, weigh } from './judgements.ts'
import type { MessageOf, RehearsalPlan } from './messages.ts'
import { endRehearsal, enterStep, failureOf, liveRehearsal } from './rehearsal-state.ts'
import { accept, changeDurable, record, refuse, send, type Turn } from './turn.ts'

/** A person asks for a rehearsal, or for its end, on either server: the one in control decides. */

/** Asked for now it begins in this very step. */
const NOW_MS = 1_000

interface By {
  readonly requestId: string
  readonly person: string
}

export const askRehearsal = (turn: Turn, plan: RehearsalPlan | null, by: By): void => {
  const { s, now } = turn
  if (s.mode !== 'active' && s.peer?.heartbeat?.holds === true) {
    s.switchAsked = { requestId: by.requestId, until: now + ASK_LIMIT_MS }
    send(turn, { kind: 'rehearseAsk', plan, ...by })
    return
  }
  const judged = decide(turn, plan, by)
  if (allHold(judged.rules)) accept(turn, by.requestId)
  else refuse(turn, by.requestId, judged.rules)
}

export const rehearsalAsked = (turn: Turn, { plan, requestId, person }: MessageOf<'rehearseAsk'>): void => {
  const { rules } = decide(turn, plan, { requestId, person })
  send(turn, { kind: 'switchAnswer', requestId, accepted: allHold(rules), rules: [...rules] })
}

const decide = (turn: Turn, plan: RehearsalPlan | null, by: By): Judged => {
  const judged = plan === null ? weigh(turn, 'cancelRehearsal') : weighPlan(turn, plan)
  const isAccepted = allHold(judged.rules)
  if (!isAccepted || plan !== null)
    record(turn, {
      act: 'planRehearsal',
      outcome: isAccepted ? 'begun' : 'refused',
      trigger: 'person',
      judged,
      ...by,
    })
  if (!isAccepted) return judged
  if (plan === null) cancel(turn)
  else store(turn, plan, by)
  return judged
}

/** What must hold now for one that begins now is refused with the whole list. */
const weighPlan = (turn: Turn, { window }: RehearsalPlan): Judged => {
  const judged = weigh(turn, 'planRehearsal')
  if (window !== null || !allHold(judged.rules)) return judged
  const begins = weigh(turn, 'rehearse')
  return allHold(begins.rules) ? judged : begins
}

const store = (turn: Turn, { window, holdMs }: RehearsalPlan, by: By): void => {
  const { s, wallMs } = turn
  const number = nextEpoch(s.durable.rehearsal?.number ?? 0, s.role)
  changeDurable(turn, {
    rehearsal: {
      number,
      step: 'planned',
      sinceWallMs: wallMs,
      ...by,
      home: s.role,
      ...(window ?? { notBeforeWallMs: wallMs, notAfterWallMs: wallMs + NOW_MS }),
      begunWallMs: 0,
      holdMs,
      rearms: false,
      tries: 0,
      over: null,
      upMs: null,
      back: null,
      failure: null,
      isLeft: false,
      lastChange: 0,
    },
  })
}

/** Before control is given it stays; while it is away it comes back at once. */
const cancel = (turn: Turn): void => {
  const { s } = turn
  const rehearsal = liveRehearsal(s)
  const failure = failureOf('cancelled')
  switch (rehearsal?.step) {
    case 'planned':
      endRehearsal(turn, failure)
      break
    case 'over':
      endRehearsal(turn, failure)
      rollBack(turn)
      break
    case 'hold':
      if (s.mode === 'active') enterStep(turn, 'back', { failure: rehearsal.failure ?? failure })
      else endRehearsal(turn, failure)
      break
    default:
      // It is on its way back, or the other server decides.
      if (s.mode !== 'active' && s.peer === null) endRehearsal(turn, failure)
  }
}
