import type { Role } from '../../shared/domain/roles.ts'
import { personPhrases } from './persons.ts'
import type { Phrase } from './phrases.ts'
import type { Stage } from './stage.ts'

/** What happens to the pair, and what persons do: every sentence after a moment. */

const roles = ['primary', 'secondary'] as const

const path = (stage: Stage, from: Role, isOpen: boolean): void => {
  stage.pair.open[from] = isOpen
}

const network = (stage: Stage, isThere: boolean): void => {
  for (const role of roles) {
    path(stage, role, isThere)
    stage.pair.servicesReached[role] = isThere
  }
}

const isolated = (stage: Stage, role: Role, isIsolated: boolean): void => {
  network(stage, !isIsolated)
  stage.pair.boxAnswers[role] = !isIsolated
  if (stage.pair.gateway[role] !== 'notConfigured')
    stage.pair.gateway[role] = isIsolated ? 'silent' : 'answers'
}

const links: readonly Phrase<Stage>[] = [
  {
    says: 'the link is cut; the services of each are still reached from the other',
    does: (stage) => {
      for (const role of roles) path(stage, role, false)
    },
  },
  { says: 'the network between the two servers is cut', does: (stage) => network(stage, false) },
  {
    says: 'what the {role} sends is lost',
    does: (stage, { role }) => path(stage, role, false),
  },
  { says: 'the network is whole again', does: (stage) => network(stage, true) },
  {
    says: 'the connection breaks',
    does: ({ pair }) => {
      pair.unplug()
      pair.plug()
    },
  },
  { says: 'the {role} is cut off from everything', does: (stage, { role }) => isolated(stage, role, true) },
  { says: 'the {role} is reached again', does: (stage, { role }) => isolated(stage, role, false) },
  {
    says: 'the key of the {role} is another one',
    does: ({ pair }) => {
      pair.keysDiffer = true
      pair.unplug()
      pair.plug()
    },
  },
  {
    says: 'both keys are the same again',
    does: ({ pair }) => {
      pair.keysDiffer = false
    },
  },
]

const boxes: readonly Phrase<Stage>[] = [
  {
    says: 'the A/B switch does not answer the {role}',
    does: ({ pair }, { role }) => {
      pair.boxAnswers[role] = false
    },
  },
  {
    says: 'the A/B switch answers nobody',
    does: ({ pair }) => {
      for (const role of roles) pair.boxAnswers[role] = false
    },
  },
  {
    says: 'the A/B switch answers again',
    does: ({ pair }) => {
      for (const role of roles) pair.boxAnswers[role] = true
    },
  },
  {
    says: 'the A/B switch takes {s} to answer the {role}',
    does: ({ pair }, { role, ms }) => {
      pair.boxTakesMs[role] = ms
    },
  },
  {
    says: 'a hand moves the A/B switch to side {side}',
    does: ({ pair }, { side }) => {
      pair.line = side
    },
  },
  {
    says: 'one card of the A/B switch is moved by hand: they differ',
    does: ({ pair }) => {
      pair.line = 'mixed'
    },
  },
  {
    says: 'the A/B switch is forced locally, by its own buttons',
    does: ({ pair }) => {
      pair.line = 'forcedLocally'
    },
  },
  {
    says: 'orders to the A/B switch are not answered and land {s} late',
    does: ({ pair }, { ms }) => {
      pair.sets = 'late'
      pair.setsLandAfterMs = ms
    },
  },
  {
    says: 'the A/B switch refuses orders',
    does: ({ pair }) => {
      pair.sets = 'unknown'
    },
  },
  {
    says: 'the A/B switch takes orders again',
    does: ({ pair }) => {
      pair.sets = 'answered'
    },
  },
]

const losePower = ({ pair, isFrozen, staysDown }: Stage, role: Role): void => {
  isFrozen[role] = false
  staysDown[role] = true
  pair.crash(role)
}

const boot = ({ pair, staysDown }: Stage, role: Role): void => {
  staysDown[role] = false
  pair.boot(role)
}

const hosts: readonly Phrase<Stage>[] = [
  { says: 'the {role} loses power', does: (stage, { role }) => losePower(stage, role) },
  {
    says: 'both servers lose power',
    does: (stage) => {
      for (const role of roles) losePower(stage, role)
    },
  },
  { says: 'the {role} boots', does: (stage, { role }) => boot(stage, role) },
  {
    says: 'both servers boot',
    does: (stage) => {
      for (const role of roles) boot(stage, role)
    },
  },
  {
    says: 'the engine of the {role} is killed',
    does: ({ pair }, { role }) => pair.killEngine(role),
  },
  {
    says: 'the engine of the {role} is killed and is not started again',
    does: ({ pair, staysDown }, { role }) => {
      staysDown[role] = true
      pair.killEngine(role)
    },
  },
  {
    says: 'the engine of the {role} stands still',
    does: ({ pair, guardians }, { role }) => {
      pair.pause(role)
      guardians[role].engineStands(true)
    },
  },
  {
    says: 'the engine of the {role} goes on',
    does: ({ pair, guardians }, { role }) => {
      guardians[role].engineStands(false)
      pair.resume(role)
    },
  },
  {
    says: 'the whole host of the {role} is frozen',
    does: ({ pair, guardians, isFrozen }, { role }) => {
      isFrozen[role] = true
      guardians[role].freeze()
      pair.servicesReached[role] = false
      pair.pause(role)
    },
  },
  {
    says: 'the host of the {role} is thawed',
    does: ({ pair, guardians, isFrozen }, { role }) => {
      isFrozen[role] = false
      pair.servicesReached[role] = true
      guardians[role].thaw()
      pair.resume(role)
    },
  },
  {
    says: 'the guardian of the {role} is killed',
    does: ({ guardians }, { role }) => guardians[role].killed('alone'),
  },
  {
    says: 'the guardian and the engine of the {role} are killed and are not started again',
    does: ({ pair, guardians, staysDown }, { role }) => {
      staysDown[role] = true
      guardians[role].killed('withEngine')
      pair.killEngine(role)
    },
  },
  {
    says: 'the services of the {role} fail to start',
    does: ({ services }, { role }) => {
      services[role].failToStart = true
    },
  },
  {
    says: 'the services of the {role} can start again',
    does: ({ services }, { role }) => {
      services[role].failToStart = false
    },
  },
  {
    says: 'a copy of the disk of the {role} is taken',
    does: ({ pair, backups }, { role }) => {
      backups[role] = pair[role].disk
    },
  },
  {
    says: 'the {role} boots from the copy of its disk',
    does: (stage, { role }) => {
      stage.pair[role].disk = stage.backups[role] ?? stage.pair[role].disk
      boot(stage, role)
    },
  },
  {
    says: 'the copy on the {role} falls behind: Not Updated',
    does: ({ pair }, { role }) => {
      pair[role].replica = 'destinationNotUpdated'
    },
  },
  {
    says: 'the copy on the {role} is Updated',
    does: ({ pair }, { role }) => {
      pair[role].replica = 'destinationUpdated'
    },
  },
  {
    says: 'the switching service of the {role} goes down',
    does: ({ pair }, { role }) => {
      pair[role].says = { switching: { value: 'down', ageMs: 0, detail: '', asked: 'runs' } }
    },
  },
  {
    says: 'the final copy fails: {words}',
    does: ({ pair }, { words }) => {
      pair.copy.fault = words
    },
  },
]

const clocks: readonly Phrase<Stage>[] = [
  {
    says: 'the clock of the {role} is set {s} ahead',
    does: ({ pair }, { role, ms }) => {
      pair.clockAhead[role] += ms
    },
  },
  {
    says: 'the clock of the {role} is set {s} back',
    does: ({ pair }, { role, ms }) => {
      pair.clockAhead[role] -= ms
    },
  },
  {
    says: 'the {role} stays off for {days}',
    does: ({ pair }, { role, ms }) => {
      pair.clockAhead[role] += ms
    },
  },
]

export const deedPhrases: readonly Phrase<Stage>[] = [
  ...links,
  ...boxes,
  ...hosts,
  ...clocks,
  ...personPhrases,
]
