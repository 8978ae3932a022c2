import type { Effect, Happening } from '../../shared/core/step-types.ts'
import type { Random } from './random.ts'

/** What is seen from one host beside the link. */
export interface Surroundings {
  /** The other's services answer here. */
  readonly seesServices: boolean
  readonly gateway: 'answers' | 'silent' | 'notConfigured'
}

/** One look, with the time it takes: what does not answer is waited for. */
export const lookAround = (
  { look, isForPeer, timeoutMs }: Extract<Effect, { do: 'lookAround' }>,
  random: Random,
  { seesServices, gateway }: Surroundings,
): { takesMs: number; looked: Happening } => {
  const isWaitedFor = gateway === 'silent' || (isForPeer && !seesServices)
  const answering = isForPeer && seesServices ? 'tcp:peer:5060' : null
  return {
    takesMs: isWaitedFor ? timeoutMs : random.between(0.5, 6),
    looked: { type: 'lookedAround', look, answering, gateway, hasCarrier: true },
  }
}
