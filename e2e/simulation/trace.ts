import type { Effect } from '../../shared/core/step-types.ts'

/** What a reader of a trace wants to see of an effect; null: nothing. */
export const effectText = (effect: Effect): string | null => {
  switch (effect.do) {
    case 'record': {
      const { act, outcome, epoch, rules } = effect.decision
      const missing = rules.filter((rule) => !rule.holds).map((rule) => `${rule.rule}=${rule.value}`)
      return `${act} ${outcome} e${epoch}${missing.length > 0 ? ` [${missing.join(' ')}]` : ''}`
    }
    case 'send': {
      const { kind } = effect.message
      return kind === 'heartbeat' || kind === 'ack' || kind === 'report' ? null : `sends ${kind}`
    }
    case 'setLine':
      return `sets the line to ${effect.side}`
    case 'startServices':
      return `starts services e${effect.epoch}`
    case 'stopServices':
      return `stops services e${effect.epoch}`
    default:
      return null
  }
}
