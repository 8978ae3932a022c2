import type { Refusal } from '../../contract/contract.ts'
import { otherRole, type Role } from '../../domain/roles.ts'
import type { Message } from '../messages.ts'
import type { Effect, Happening } from '../step-types.ts'
import { type BoxClock, readBox, setBox } from './box.ts'
import type { Guardian } from './guardian.ts'
import type { Pair } from './pair.ts'

/** What the two cores want done, done in the test's world. */

export interface EffectWorld {
  readonly pair: Pair
  readonly guardians: Record<Role, Guardian>
  readonly clock: BoxClock
  readonly send: (from: Role, message: Message) => void
  /** Tells this life of the server, and none after it, in its turn. */
  readonly tellInLife: (role: Role) => (happening: Happening) => void
  readonly answered: (requestId: string, refusal: Omit<Refusal, 'ok'> | null) => void
}

type Of<Do extends Effect['do']> = Extract<Effect, { do: Do }>

export const carryOut = (world: EffectWorld, role: Role, effect: Effect): void => {
  const { pair, guardians, clock } = world
  const tell = world.tellInLife(role)
  switch (effect.do) {
    case 'send':
      world.send(role, effect.message)
      return
    case 'readLine':
      readBox(pair, role, effect, clock, (position) =>
        tell({ type: 'lineRead', query: effect.query, position }),
      )
      return
    case 'setLine':
      setBox(pair, role, effect, clock, (outcome) => tell({ type: 'lineSet', set: effect.set, outcome }))
      return
    case 'deadline':
      pair[role].deadline = effect.until
      guardians[role].deadline(effect.until)
      return
    case 'startServices':
      guardians[role].start(effect.epoch, effect.readingAskedAt)
      return
    case 'stopServices':
      guardians[role].stop(effect.epoch)
      return
    case 'askWord':
      askWord(world, role, effect)
      return
    case 'lookAround':
      lookAround(world, role, effect)
      return
    case 'copyChanges':
    case 'finalSync':
      copy(world, role, effect)
      return
    case 'replicate':
      pair[role].replicate = effect
      return
    case 'answer':
      world.answered(effect.requestId, effect.refusal)
      return
    case 'cancelSync':
    case 'keepRehearsal':
    case 'record':
      return
  }
}

const isPathBetween = ({ open }: Pair): boolean => open.primary && open.secondary

const askWord = (world: EffectWorld, role: Role, { number, timeoutMs }: Of<'askWord'>): void => {
  const tell = world.tellInLife(role)
  const stopped = isPathBetween(world.pair) ? world.guardians[otherRole(role)].word() : null
  if (stopped !== null) tell({ type: 'word', number, stopped })
  else world.clock.later(timeoutMs, () => tell({ type: 'word', number, stopped: false }))
}

const lookAround = (
  { pair, clock, tellInLife }: EffectWorld,
  role: Role,
  { look, isForPeer, timeoutMs }: Of<'lookAround'>,
): void => {
  const tell = tellInLife(role)
  const other = pair[otherRole(role)]
  const isAnswering = pair.servicesReached[other.role] && other.services === 'running'
  const answering = isForPeer && isAnswering ? `tcp:${other.role}:5060` : null
  const { [role]: gateway } = pair.gateway
  const { [role]: hasCarrier } = pair.hasCarrier
  const answer = (): void => tell({ type: 'lookedAround', look, answering, gateway, hasCarrier })
  if (gateway === 'silent' || (isForPeer && !isAnswering)) clock.later(timeoutMs, answer)
  else answer()
}

const copy = (
  { pair, clock, tellInLife }: EffectWorld,
  role: Role,
  effect: Of<'copyChanges'> | Of<'finalSync'>,
): void => {
  const tell = tellInLife(role)
  const { fault: code, takesMs, finalTakesMs } = pair.copy
  const done = (): void => tell({ type: 'synced', id: effect.id, ok: code === '', code })
  const ms = effect.do === 'finalSync' ? finalTakesMs : takesMs
  if (ms === 0) done()
  else clock.later(ms, done)
}
