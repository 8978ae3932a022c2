import { armAsked, armRefused, armStored, offHeard } from './arming.ts'
import { endCompletion, tickItem } from './completion.ts'
import { disabledStored, peerDisabled } from './disabling.ts'
import { answerNonce, offerNonce, takeBack, takeGrant } from './grant.ts'
import { cancelAsked, handOverNonce, switchAnswered, switchAsked } from './hand-over.ts'
import { ackHeard, heartbeatHeard, refusalHeard } from './heartbeats.ts'
import { noteLag } from './last-lag.ts'
import type { Message } from './messages.ts'
import { adoptProgress } from './progress.ts'
import { rehearsalAsked } from './rehearsal-plan.ts'
import { rehearsalHeard } from './rehearsal-share.ts'
import type { Turn } from './turn.ts'

/** A control frame of the other server. */
export const receive = (turn: Turn, message: Message): void => {
  const { s, now } = turn
  if (s.peer === null) return
  switch (message.kind) {
    case 'heartbeat':
      heartbeatHeard(turn, message)
      break
    case 'ack':
      ackHeard(turn, message)
      break
    case 'refuse':
      refusalHeard(turn, message)
      break
    case 'report':
      s.theirs = { report: message.report, at: now }
      noteLag(turn, message.report, 'source')
      break
    case 'armAsk':
      armAsked(turn, message)
      break
    case 'armStored':
      armStored(turn, message)
      break
    case 'armRefused':
      armRefused(turn, message)
      break
    case 'armOff':
      offHeard(turn, message)
      break
    case 'nonceAsk':
      answerNonce(turn, message)
      break
    case 'nonce':
      if (s.offer?.number === message.number) offerNonce(turn, message)
      else handOverNonce(turn, message)
      break
    case 'grant':
      takeGrant(turn, message)
      break
    case 'returned':
      takeBack(turn, message)
      break
    case 'switchAsk':
      switchAsked(turn, message)
      break
    case 'switchAnswer':
      switchAnswered(turn, message)
      break
    case 'switchCancel':
      cancelAsked(turn, message)
      break
    case 'switchState':
      adoptProgress(turn, message)
      break
    case 'rehearsal':
      rehearsalHeard(turn, message)
      break
    case 'rehearseAsk':
      rehearsalAsked(turn, message)
      break
    case 'completion':
      if (s.mode !== 'active') s.completion = message.list
      break
    case 'completionTick':
      if (s.mode === 'active') tickItem(turn, message.item, message.done)
      break
    case 'completionEnd':
      if (s.mode === 'active') endCompletion(turn)
      break
    case 'disabled':
      peerDisabled(turn, message)
      break
    case 'disabledStored':
      disabledStored(turn, message)
      break
  }
}
