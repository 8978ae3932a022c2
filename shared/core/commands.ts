import { allHold } from '../domain/rules.ts'
import { arm, disarm } from './arming.ts'
import { disable } from './disabling.ts'
import { acknowledgeDualControl } from './dual-control.ts'
import { cancelHandOver, pressSwitchOver } from './hand-over.ts'
import { weigh } from './judgements.ts'
import { orderLinesBack } from './line-back.ts'
import type { Command } from './step-types.ts'
import { accept, changeHeld, record, refuse, type Turn } from './turn.ts'

/** What a person asks of this server. Every command is answered exactly once. */
export const obey = (turn: Turn, command: Command, requestId: string, person: string): void => {
  switch (command) {
    case 'switchOver':
      pressSwitchOver(turn, requestId, person)
      break
    case 'cancelSwitchOver':
      cancelHandOver(turn, requestId, person)
      break
    case 'arm':
      arm(turn, requestId, person)
      break
    case 'disarm':
      disarm(turn, requestId, person)
      break
    case 'disable':
      disable(turn, requestId, person)
      break
    case 'moveLinesBack':
      orderLinesBack(turn, requestId, person)
      break
    case 'acknowledgeDualControl':
      acknowledgeDualControl(turn, requestId, person)
      break
    case 'declareOtherOff':
      declare(turn, requestId, person)
      break
  }
}

/** This unbinds, until the other server is heard acknowledging. */
const declare = (turn: Turn, requestId: string, person: string): void => {
  if (turn.s.mode === 'active' && turn.s.durable.held?.declared === true) {
    accept(turn, requestId)
    return
  }
  const judged = weigh(turn, 'declareOtherOff')
  const by = { act: 'declareOtherOff', trigger: 'person', person, requestId, judged } as const
  if (!allHold(judged.rules)) {
    record(turn, { outcome: 'refused', ...by })
    refuse(turn, requestId, judged.rules)
    return
  }
  changeHeld(turn, { declared: true })
  record(turn, { outcome: 'done', ...by })
  accept(turn, requestId)
}
