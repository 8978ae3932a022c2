import type { Phrase } from './phrases.ts'
import type { Stage } from './stage.ts'

/** What persons do in front of one server. */

const roles = ['primary', 'secondary'] as const

export const personPhrases: readonly Phrase<Stage>[] = [
  {
    says: 'a person presses Manual Switch Over on the {role}',
    does: ({ pair }, { role }) => {
      pair.press(role, 'switchOver')
    },
  },
  {
    says: 'two persons press Manual Switch Over, one on each server',
    does: ({ pair }) => {
      for (const role of roles) pair.press(role, 'switchOver')
    },
  },
  {
    says: 'a person stops the switch-over on the {role}',
    does: ({ pair }, { role }) => {
      pair.press(role, 'cancelSwitchOver')
    },
  },
  {
    says: 'a person turns automatic take-over on, on the {role}',
    does: ({ pair }, { role }) => {
      pair.press(role, 'arm')
    },
  },
  {
    says: 'a person turns automatic take-over off, on the {role}',
    does: ({ pair }, { role }) => {
      pair.press(role, 'disarm')
    },
  },
  {
    says: 'a person unticks Enable Redundancy on the {role}',
    does: ({ pair }, { role }) => {
      pair.press(role, 'disable')
      // Disabled, a server keeps no link.
      if (pair[role].state.mode === 'disabled') pair.unplug()
    },
  },
  {
    says: 'a person ticks Enable Redundancy on the {role}',
    does: ({ pair }, { role }) => {
      pair[role].enable()
      pair.plug()
    },
  },
  {
    says: 'a person begins a planned maintenance of {s} on the {role}',
    does: ({ pair }, { role, ms }) => {
      pair.maintain(role, ms)
    },
  },
  {
    says: 'a person ends the planned maintenance on the {role}',
    does: ({ pair }, { role }) => {
      pair.maintain(role, 0)
    },
  },
  {
    says: 'a person asks for a rehearsal on the {role}',
    does: ({ pair }, { role }) => {
      pair.rehearse(role, {})
    },
  },
  {
    says: 'a person asks for a rehearsal on the {role}, within the next {s}',
    does: ({ pair }, { role, ms }) => {
      pair.rehearse(role, { inMs: 0, forMs: ms })
    },
  },
  {
    says: 'a person cancels the rehearsal on the {role}',
    does: ({ pair }, { role }) => {
      pair.cancelRehearsal(role)
    },
  },
  {
    says: 'a person forces control to the {role} and types the consent',
    does: ({ pair }, { role }) => {
      pair.typeForce(role, {})
    },
  },
  {
    says: 'a person forces control to the {role} and types "{words}"',
    does: ({ pair }, { role, words }) => {
      pair.typeForce(role, { consent: words })
    },
  },
  {
    says: 'a person declares on the {role} that the other server is off and stays off',
    does: ({ pair }, { role }) => {
      pair.press(role, 'declareOtherOff')
    },
  },
  {
    says: 'a person moves the lines back on the {role}',
    does: ({ pair }, { role }) => {
      pair.press(role, 'moveLinesBack')
    },
  },
  {
    says: 'a person acknowledges on the {role} that both claimed control',
    does: ({ pair }, { role }) => {
      pair.press(role, 'acknowledgeDualControl')
    },
  },
]
