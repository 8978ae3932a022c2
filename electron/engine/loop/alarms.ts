import type { Alarm } from '../../../shared/contract/status.ts'
import { sentence } from '../link/problem-sentence.ts'
import type { Clock, LinkProblem } from '../ports.ts'

/** Link problems in the words of the alarm table; those that only mean "not there" are the core's to name. */
export const linkAlarm = (problem: LinkProblem): Alarm | null => {
  const alarm = (code: Alarm['code'], params: Alarm['params'], severity: Alarm['severity'] = 'critical') => ({
    code,
    severity,
    params,
    forMs: 0,
  })
  switch (problem.code) {
    case 'keyMismatch':
      return alarm('keyMismatch', {})
    case 'roleMismatch':
      return alarm('roleMismatch', { role: problem.peerRole })
    case 'versionMismatch':
      return alarm('versionMismatch', { own: problem.own, peer: problem.peer })
    case 'addressMismatch':
      return alarm('addressMismatch', { own: problem.own, peer: problem.peer })
    case 'arbiterMismatch':
      return alarm('arbiterMismatch', { own: problem.own, peer: problem.peer })
    case 'timingMismatch':
      return alarm('timingMismatch', { own: problem.own, peer: problem.peer })
    case 'clockSkew':
      return alarm('clockSkew', { skewMs: Math.round(problem.skewMs) }, 'warning')
    case 'certificateChanged':
      return alarm('certificateChanged', {})
    case 'portInUse':
    case 'malformedFrame':
      return alarm('linkFault', { detail: sentence(problem) })
    case 'unreachable':
    case 'refused':
    case 'silent':
    case 'sameServer':
      return null
  }
}

/** Remembers since when each alarm stands. */
export const createAlarmAges = (clock: Clock): ((alarms: readonly Alarm[]) => Alarm[]) => {
  let since = new Map<Alarm['code'], number>()
  return (alarms) => {
    const now = clock.now()
    const next = new Map<Alarm['code'], number>()
    const aged = alarms.map((alarm) => {
      const from = since.get(alarm.code) ?? now
      next.set(alarm.code, from)
      return { ...alarm, forMs: now - from }
    })
    since = next
    return aged
  }
}
