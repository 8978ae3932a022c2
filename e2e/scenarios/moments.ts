import { otherRole, type Role } from '../../shared/domain/roles.ts'
import type { Phrase } from './phrases.ts'
import type { Stage } from './stage.ts'

/** What the world comes to: asked after every step of a core and after every piece of work. */
const roles = ['primary', 'secondary'] as const

const anyOf = (stage: Stage, is: (role: Role) => boolean): boolean =>
  roles.some((role) => stage.pair[role].isUp && is(role))

export interface Moment {
  isReached: boolean
}

type MomentPhrase = Phrase<{ readonly stage: Stage; readonly moment: Moment }>

const moment = (says: string, is: (stage: Stage, role: Role) => boolean): MomentPhrase => ({
  says,
  does: ({ stage, moment: reached }, named) => {
    reached.isReached = says.includes('{role}')
      ? stage.pair[named.role].isUp && is(stage, named.role)
      : anyOf(stage, (role) => is(stage, role))
  },
})

export const momentPhrases: readonly MomentPhrase[] = [
  moment(
    'the {role} has stored its attempt',
    ({ pair }, role) => pair[role].state.takeOver?.phase === 'setting',
  ),
  moment('the {role} waits', ({ pair }, role) => pair[role].state.takeOver?.phase === 'waiting'),
  moment('the {role} is in control', ({ pair }, role) => pair[role].state.mode === 'active'),
  moment('the {role} is not in control', ({ pair }, role) => pair[role].state.mode !== 'active'),
  moment('the services of the {role} run', ({ pair }, role) => pair[role].services === 'running'),
  moment(
    'the giver copies what is left',
    ({ pair }, role) => pair[role].state.handOver?.phase === 'copyChanges',
  ),
  moment(
    'the giver stops its services',
    ({ pair }, role) => pair[role].state.handOver?.phase === 'stopServices',
  ),
  moment('the final copy runs', ({ pair }, role) => pair[role].state.handOver?.phase === 'finalSync'),
  moment(
    'the giver asks for a fresh number',
    ({ pair }, role) => pair[role].state.handOver?.phase === 'askNonce',
  ),
  moment('the giver has stored that control is given', ({ pair }, role) => pair[role].disk.given > 0),
  moment('the receiver has stored the grant', ({ pair }, role) => pair[role].disk.granted !== null),
  moment(
    'the A/B switch has moved to the receiver',
    ({ pair }, role) => pair[role].state.mode === 'granted' && pair.line === (role === 'primary' ? 'A' : 'B'),
  ),
  moment(
    'the receiver has stored that it is in control',
    ({ pair }, role) =>
      pair[role].state.mode === 'active' &&
      pair[role].state.services === 'starting' &&
      pair[otherRole(role)].disk.given > 0,
  ),
]
