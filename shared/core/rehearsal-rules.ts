import type { Rehearsal } from '../contract/rehearsal.ts'
import type { ServiceValue } from '../contract/status.ts'
import { judge, type RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { noMaintenance } from './rules/no-maintenance.ts'
import { activeHere } from './rules/place.ts'
import {
  askedSwitchOverRules,
  type ServiceName,
  serviceRules,
  switchOverRules,
  switchOverRulesWith,
  type Which,
} from './switch-over-rules.ts'

/** What is judged of a rehearsal: whether it may be asked for, may begin, holds, may go back, and how it ended. */

const noRehearsalRunning = ({ durable: { rehearsal } }: Facts): RuleResult => {
  const isFree = rehearsal === null || rehearsal.step === 'ended'
  return judge('noRehearsalRunning', isFree, isFree, true, 'cancelRehearsal')
}

/** Asked for: what has to hold at its time is judged then. */
export const planRehearsal = (f: Facts): RuleResult[] => [
  judge('redundancyEnabled', f.mode !== 'disabled', f.mode !== 'disabled', true, 'enableRedundancy'),
  activeHere(f),
  noRehearsalRunning(f),
]

/** A rehearsal is cancelled before control comes back; whoever is in control decides. */
export const cancelRehearsal = ({ durable: { rehearsal } }: Facts): RuleResult[] => {
  const isRunning = rehearsal !== null && rehearsal.step !== 'ended'
  return [judge('rehearsalRunning', isRunning, isRunning, true, 'none')]
}

/** May begin: as Manual Switch Over, and no maintenance in which nobody expects control to move. */
export const rehearse = (f: Facts): RuleResult[] => [...askedSwitchOverRules(f), noMaintenance(f)]

/** The same as either server shows it, and no other one beside it. */
export const freeForRehearsal = (f: Facts): RuleResult[] => [
  ...switchOverRules(f),
  noMaintenance(f),
  noRehearsalRunning(f),
]

/** Only what was looked at since the services run here says anything of them. */
const heldValue = (f: Facts, which: Which, name: ServiceName): ServiceValue => {
  const reported = f[which]
  if (reported === null || f.hold?.runningMs == null) return 'unknown'
  const { value, ageMs } = reported[name]
  return value === 'notConfigured' || reported.ageMs + ageMs < f.hold.runningMs ? value : 'unknown'
}

/** The services of this server, in control for a rehearsal. */
export const rehearsalHold = (f: Facts): RuleResult[] => serviceRules(f, 'own', heldValue)

/** Every rule of a switch-over but one: services that fail here are a reason to go back, not to stay. */
export const rehearsalBack = switchOverRulesWith(() => [])

/** Automatic take-over after a rehearsal before which it was on. */
const armedAgain = ({ failure, over, back }: Rehearsal): 'on' | 'off' | 'leftOff' => {
  const isStill = failure?.code === 'notSwitched' || (failure?.code === 'cancelled' && over === null)
  if (failure === null || isStill) return 'on'
  if (failure.code === 'startFailed' || failure.code === 'servicesDown') return 'leftOff'
  return failure.code === 'returned' || (back !== null && failure.code !== 'notArmed') ? 'on' : 'off'
}

/** What a rehearsal came to. */
export const rehearsalEnd = ({ durable: { rehearsal } }: Facts): RuleResult[] => {
  if (rehearsal === null) return []
  const { over, upMs, back, failure, rearms, begunWallMs } = rehearsal
  const isHeld = upMs !== null && failure?.code !== 'servicesDown'
  const armed = armedAgain(rehearsal)
  const measured = [
    judge('rehearsedOver', over !== null, over?.withoutServicesMs ?? null, null, 'none'),
    judge('rehearsedServices', isHeld, upMs, null, 'none'),
    judge('rehearsedBack', back !== null, back?.withoutServicesMs ?? null, null, 'none'),
    ...(rearms ? [judge('rehearsedArmed', armed === 'on', armed, 'on', 'tickAutomatic')] : []),
  ]
  return [
    judge('rehearsalUndisturbed', failure === null, failure?.code ?? 'none', 'none', 'readRehearsal'),
    ...(begunWallMs > 0 ? measured : []),
    ...(failure?.rules ?? []),
  ]
}
