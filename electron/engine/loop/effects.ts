import type { Refusal } from '../../../shared/contract/contract.ts'
import type { RecordEntry } from '../../../shared/contract/record.ts'
import type { Rehearsal } from '../../../shared/contract/rehearsal.ts'
import type { Effect, Happening } from '../../../shared/core/step-types.ts'
import type { Role } from '../../../shared/domain/roles.ts'
import type { SyncOutcome } from '../ports.ts'
import type { Drivers } from './drivers.ts'

/** Carries the core's effects out. Whatever a driver answers comes back as an input. */
export interface EffectWorld {
  readonly drivers: Drivers
  readonly role: Role
  readonly version: string
  readonly wallMs: () => number
  readonly input: (happening: Happening) => void
  readonly record: (entry: RecordEntry) => void
  readonly keepRehearsal: (rehearsal: Rehearsal) => void
  readonly answer: (requestId: string, refusal: Omit<Refusal, 'ok'> | null) => void
  readonly bug: (error: unknown) => void
}

export const createEffects = (world: EffectWorld): ((effect: Effect) => void) => {
  const { drivers, input } = world
  let sync: AbortController | null = null

  const runSync = (id: number, run: (signal: AbortSignal) => Promise<SyncOutcome>): void => {
    sync?.abort()
    const controller = new AbortController()
    sync = controller
    run(controller.signal).then((outcome) => {
      if (controller.signal.aborted) return
      const code = outcome.ok ? '' : `${outcome.code}${outcome.detail === '' ? '' : `: ${outcome.detail}`}`
      input({ type: 'synced', id, ok: outcome.ok, code })
    }, world.bug)
  }

  const readLine = (query: number, timeoutMs: number): void => {
    if (drivers.lineSwitch === null) {
      input({ type: 'lineRead', query, position: null })
      return
    }
    drivers.lineSwitch.read(timeoutMs).then((answer) => {
      input({ type: 'lineRead', query, position: answer.ok ? answer.position : null })
    }, world.bug)
  }

  return (effect) => {
    switch (effect.do) {
      case 'send':
        drivers.link.send(effect.message)
        break
      case 'readLine':
        readLine(effect.query, effect.timeoutMs)
        break
      case 'setLine': {
        const { set } = effect
        if (drivers.lineSwitch === null) {
          input({ type: 'lineSet', set, outcome: 'notSent' })
          break
        }
        drivers.lineSwitch.set(effect.side, effect.notAfter, effect.timeoutMs).then((answer) => {
          input({ type: 'lineSet', set, outcome: answer.outcome })
        }, world.bug)
        break
      }
      case 'lookAround': {
        const { look } = effect
        drivers.surroundings.look(effect.isForPeer, effect.timeoutMs).then((found) => {
          input({ type: 'lookedAround', look, ...found })
        }, world.bug)
        break
      }
      case 'deadline':
        drivers.guardian.deadline(effect.until)
        break
      case 'startServices':
        drivers.guardian.start(effect.epoch, effect.readingAskedAt)
        break
      case 'stopServices':
        drivers.guardian.stop(effect.epoch)
        break
      case 'askWord': {
        const { number } = effect
        drivers.guardian.askPeer(effect.timeoutMs).then((word) => {
          input({ type: 'word', number, stopped: word.kind === 'stopped' })
        }, world.bug)
        break
      }
      case 'copyChanges':
        runSync(effect.id, (signal) => drivers.replicator.copyChanges(signal))
        break
      case 'finalSync':
        runSync(effect.id, (signal) => drivers.replicator.finalSync(signal))
        break
      case 'cancelSync':
        sync?.abort()
        sync = null
        break
      case 'replicate':
        drivers.replicator.setRole(
          effect.as === 'idle' ? { as: 'idle' } : { as: effect.as, epoch: effect.epoch },
        )
        break
      case 'answer':
        world.answer(effect.requestId, effect.refusal)
        break
      case 'keepRehearsal':
        world.keepRehearsal(effect.rehearsal)
        break
      case 'record':
        world.record({
          wallMs: world.wallMs(),
          server: world.role,
          ...effect.decision,
          rules: [...effect.decision.rules],
          facts: { ...effect.decision.facts },
          changes: [],
          version: world.version,
        })
        break
    }
  }
}
