import { arm, disarm } from './arming.ts'
import { disable } from './disabling.ts'
import { cancelHandOver, pressSwitchOver } from './hand-over.ts'
import { declareOtherOff } from './heartbeats.ts'
import { weigh } from './judgements.ts'
import type { Command } from './step-types.ts'
import { accept, record, refuse, type Turn } from './turn.ts'

/** What a person asks of this server. Every command is answered exactly once. */
export const obey = (turn: Turn, command: Command, requestId: string, person: string): void => {
  switch (command) {
    case 'switchOver':
      pressSwitchOver(turn, requestId, person)
      break
    case 'cancelSwitchOver':
      cancelHandOver(turn, requestId)
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
    case 'declareOtherOff':
      declare(turn, requestId, person)
      break
  }
}

const declare = (turn: Turn, requestId: string, person: string): void => {
  const isDone = declareOtherOff(turn)
  if (!isDone) {
    const judged = weigh(turn, 'notInControl')
    record(turn, { act: 'declareOtherOff', outcome: 'refused', trigger: 'person', person, requestId, judged })
    refuse(turn, requestId, judged.rules)
    return
  }
  record(turn, { act: 'declareOtherOff', outcome: 'done', trigger: 'person', person, requestId })
  accept(turn, requestId)
}
