import type { Alarm, Status } from '../contract/status.ts'
import { fenceOf } from '../domain/on-cut.ts'
import { otherRole } from '../domain/roles.ts'
import type { Facts } from './facts.ts'
import { isArmed } from './leases.ts'
import { restraintAlarms } from './restraint-alarms.ts'
import { isLineAnswering } from './rules/line-answers.ts'
import { ownSide } from './rules/line-on-own-side.ts'
import type { State } from './state.ts'
import { isPeerAlive } from './switch-over-rules.ts'

/** A server that was declared off is not known to have ended its arming. */
const disabledAlarms = ({ durable: { servesAlone, held } }: State): Alarm[] =>
  servesAlone && held?.declared === true
    ? [{ code: 'otherNotTold', severity: 'warning', params: {}, forMs: 0 }]
    : []

/** What a person should know, by code; the engine adds since when. */
export const coreAlarms = (s: State, facts: Facts, active: Status['activeSystem']): Alarm[] => {
  if (s.mode === 'disabled') return disabledAlarms(s)
  const alarms: Alarm[] = []
  const raise = (code: Alarm['code'], severity: Alarm['severity'], params: Alarm['params'] = {}): void => {
    alarms.push({ code, severity, params, forMs: 0 })
  }
  const isHolding = s.mode === 'active'
  if (s.durable.peerDisabled !== 'no') raise('peerDisabled', 'warning', { state: s.durable.peerDisabled })
  else if (!isPeerAlive(facts)) raise('peerSilent', isHolding ? 'warning' : 'critical')
  // Of a silent peer nobody knows whether it is in control: then its silence is the alarm.
  if (active === 'unknown' && !isHolding && isPeerAlive(facts)) raise('noHolder', 'critical')
  if (s.durable.needsPerson) raise('choosePerson', 'critical')
  const { dualControl, held } = s.durable
  if (dualControl !== null && !dualControl.isSeen)
    raise('dualControl', 'critical', { kind: dualControl.kind })
  if (isHolding && held?.declared === true) raise('otherDeclaredOff', 'warning')
  if (!s.guardianReady) raise('guardianGone', 'critical')
  if (s.hasArbiter && s.reading !== null && !isLineAnswering(facts)) raise('lineSwitchSilent', 'critical')
  if (s.hasArbiter && s.reading === null && s.lineSilentAt > 0) raise('lineSwitchSilent', 'critical')
  if (isHolding && s.reading !== null && isLineAnswering(facts)) {
    const { position } = s.reading
    if (position === 'mixed') raise('lineMixed', 'critical')
    else if (position !== ownSide(s)) raise('lineForced', 'critical', { position })
  }
  const standbyArmed = isHolding ? s.durable.held?.bound === true : isArmed(s)
  if (fenceOf(s) !== 'none' && !standbyArmed && active !== 'unknown' && s.peer !== null)
    raise('automaticOff', 'warning', { reason: s.durable.turnedOffBy ?? '' })
  const { rehearsal, lastSwitchOver } = s.durable
  // Any later change of holder ends it.
  const isLeft = rehearsal?.isLeft === true && (lastSwitchOver?.epoch ?? 0) === rehearsal.lastChange
  if (isLeft && active !== rehearsal.home)
    raise('rehearsalLeft', 'critical', { to: otherRole(rehearsal.home) })
  restraintAlarms(facts, raise)
  const problem = s.own?.report.replication.problem ?? null
  if (problem?.code === 'deletionsHeld' || problem?.code === 'folderSuddenlyEmpty')
    raise('massDeletionHeld', 'critical', {
      set: problem.name,
      count: problem.count,
      at: isHolding ? 'here' : 'otherServer',
    })
  if (problem?.code === 'copyFolderEmpty')
    raise('copyFolderEmpty', 'critical', { set: problem.name, count: problem.count })
  if (problem?.code === 'diskFull') raise('diskFull', 'critical')
  return alarms
}
