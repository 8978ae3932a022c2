import type { License } from '../../shared/domain/license.ts'
import type { OnCut } from '../../shared/domain/on-cut.ts'
import type { Role, Side } from '../../shared/domain/roles.ts'
import type { Phrase } from './phrases.ts'

/** With what a scenario begins. */
export interface Given {
  history: 'new' | 'inService' | 'armed'
  active: Role
  off: Role | null
  timing: '1 s / 10 s' | '0.1 s / 0.5 s'
  hasArbiter: boolean
  onCut: OnCut | null
  licenses: Record<Role, License>
  line: Side
  gateway: 'answers' | 'notConfigured'
  stopMs: number
  copyMs: number
  finalCopyMs: number
}

export const usualGiven = (): Given => ({
  history: 'inService',
  active: 'primary',
  off: null,
  timing: '1 s / 10 s',
  hasArbiter: true,
  onCut: null,
  licenses: { primary: 'notRequired', secondary: 'notRequired' },
  line: 'A',
  gateway: 'notConfigured',
  stopMs: 100,
  copyMs: 0,
  finalCopyMs: 0,
})

export const givenPhrases: readonly Phrase<Given>[] = [
  {
    says: 'a new pair, enabled on both at 0:00',
    does: (given) => {
      given.history = 'new'
    },
  },
  {
    says: 'a pair in service, the {role} in control, automatic take-over off',
    does: (given, { role }) => {
      given.active = role
    },
  },
  {
    says: 'a pair in service, the {role} in control, automatic take-over on',
    does: (given, { role }) => {
      given.history = 'armed'
      given.active = role
    },
  },
  {
    says: 'the Primary in service alone, the Secondary never switched on',
    does: (given) => {
      given.off = 'secondary'
    },
  },
  {
    says: '1 s / 10 s',
    does: (given) => {
      given.timing = '1 s / 10 s'
    },
  },
  {
    says: '0.1 s / 0.5 s',
    does: (given) => {
      given.timing = '0.1 s / 0.5 s'
    },
  },
  {
    says: 'no A/B switch',
    does: (given) => {
      given.hasArbiter = false
    },
  },
  {
    says: 'no A/B switch, and accepted that the active lets go',
    does: (given) => {
      given.hasArbiter = false
      given.onCut = 'activeLetsGo'
    },
  },
  {
    says: 'no A/B switch, and accepted that the active stays',
    does: (given) => {
      given.hasArbiter = false
      given.onCut = 'activeStays'
    },
  },
  {
    says: 'a licence is required, and registered on the Primary',
    does: (given) => {
      given.licenses = { primary: 'registered', secondary: 'missing' }
    },
  },
  {
    says: 'a licence is required, and registered on neither',
    does: (given) => {
      given.licenses = { primary: 'missing', secondary: 'missing' }
    },
  },
  {
    says: 'the A/B switch on side {side}',
    does: (given, { side }) => {
      given.line = side
    },
  },
  {
    says: 'a gateway that answers both',
    does: (given) => {
      given.gateway = 'answers'
    },
  },
  {
    says: 'services that take {s} to stop',
    does: (given, { ms }) => {
      given.stopMs = ms
    },
  },
  {
    says: 'copying what is left takes {s}',
    does: (given, { ms }) => {
      given.copyMs = ms
    },
  },
  {
    says: 'the final copy takes {s}',
    does: (given, { ms }) => {
      given.finalCopyMs = ms
    },
  },
]
