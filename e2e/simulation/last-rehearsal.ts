import { otherRole, type Role } from '../../shared/domain/roles.ts'
import type { Agenda } from './events.ts'
import type { Node } from './node-shape.ts'
import { REHEARSAL_HOLD_MS } from './press.ts'
import type { Random } from './random.ts'

/**
 * At the end of some runs: one rehearsal in a pair that is well, with nothing beside it. So the world knows by itself
 * what has to come of it: who serves, who is armed and how often a copy was asked for is seen from outside.
 */
export interface Calm {
  /** A person looks after the pair now and then. */
  isTended: boolean
  /** What becomes of a copy that a switch-over asks for. */
  syncs: 'asDrawn' | 'succeed' | 'fail'
  /** How many each server asked for. */
  readonly asked: Record<Role, number>
}
export const usualLife = (): Calm => ({
  isTended: true,
  syncs: 'asDrawn',
  asked: { primary: 0, secondary: 0 },
})

export interface CalmWorld {
  readonly agenda: Agenda
  readonly random: Random
  readonly nodes: Record<Role, Node>
  readonly calm: Calm
  /** A hand moves the lines to the other side; null: there is no A/B switch. */
  readonly moveByHand: (() => void) | null
  /** For so long, or until then: whether it came to that. */
  readonly goOn: (forMs: number, isReached?: () => boolean) => boolean
}

/** What was seen to go wrong, or null. */
type Course = (world: CalmWorld, home: Role, isArmedBefore: boolean) => string | null

const roles = ['primary', 'secondary'] as const
const BACK_MS = 120_000
const MOST_TRIES = 3

const serving = ({ nodes }: CalmWorld): Role | null => {
  const running = roles.filter((role) => nodes[role].guardian.services !== 'stopped')
  return running.length === 1 ? (running[0] ?? null) : null
}

const isArmed = ({ nodes }: CalmWorld, home: Role): boolean => {
  const { armedFor } = nodes[otherRole(home)].disk
  return armedFor !== 0 && armedFor === nodes[home].disk.held?.epoch
}

const good: Course = (world, home, isArmedBefore) => {
  const cameAt = world.agenda.now
  if (!world.goOn(BACK_MS, () => serving(world) === home))
    return `control did not come back to the ${home} after its rehearsal`
  const stayedMs = Math.round(world.agenda.now - cameAt)
  if (stayedMs < 0.95 * REHEARSAL_HOLD_MS)
    return `the ${otherRole(home)} served for ${stayedMs} ms of a rehearsal`
  if (isArmedBefore)
    return world.goOn(BACK_MS, () => isArmed(world, home))
      ? null
      : 'automatic take-over stays off after a rehearsal that went well'
  return world.goOn(BACK_MS, () => isArmed(world, home))
    ? 'a rehearsal turned automatic take-over on, which was off before'
    : null
}

const servicesFail: Course = (world, home) => {
  const away = world.nodes[otherRole(home)]
  away.failsToServe = true
  if (!world.goOn(BACK_MS, () => serving(world) === home))
    return `the services of the ${away.role} failed in a rehearsal, and control stayed there`
  return world.goOn(BACK_MS, () => isArmed(world, home))
    ? `the ${away.role} could not serve in a rehearsal, and is armed again`
    : null
}

const copyFails: Course = (world, home) => {
  const { calm } = world
  const away = otherRole(home)
  calm.syncs = 'fail'
  calm.asked[away] = 0
  if (world.goOn(2 * BACK_MS, () => serving(world) === home)) return 'control went back without an equal copy'
  return calm.asked[away] > MOST_TRIES ? `a rehearsal tried the way back ${calm.asked[away]} times` : null
}

/** Both lose their power, a hand moves the lines, and a person forces control to where the rehearsal had it. */
const forced: Course = (world, home) => {
  const { nodes, moveByHand, goOn } = world
  const away = otherRole(home)
  if (moveByHand === null) return null
  goOn(0.2 * REHEARSAL_HOLD_MS)
  for (const role of roles) nodes[role].crashHost()
  moveByHand()
  goOn(5_000)
  nodes[away].bootHost()
  for (let i = 0; i < 5 && serving(world) !== away; i += 1) {
    goOn(15_000)
    nodes[away].command('force')
    goOn(15_000, () => serving(world) === away)
  }
  // It may have come back by a grant meanwhile, and the force was refused: a grant was nobody's attempt.
  const { attempted, held } = nodes[away].disk
  const isForced = serving(world) === away && attempted === held?.epoch
  nodes[home].bootHost()
  if (!isForced) return null
  return goOn(2 * BACK_MS, () => serving(world) === home)
    ? `a person forced control to the ${away}, and a rehearsal took it away again`
    : null
}

const courses: readonly Course[] = [good, servicesFail, copyFails, forced]

export const playLastRehearsal = (world: CalmWorld): string | null => {
  const { nodes, random, calm, goOn } = world
  calm.isTended = false
  calm.syncs = 'succeed'
  const home = serving(world)
  const isOneUnderWay = roles.some((role) => (nodes[role].disk.rehearsal?.step ?? 'ended') !== 'ended')
  if (home === null || isOneUnderWay) return null
  const isArmedBefore = random.chance(0.7)
  nodes[otherRole(home)].command(isArmedBefore ? 'arm' : 'disarm')
  goOn(10_000)
  if (isArmed(world, home) !== isArmedBefore) return null
  nodes[random.pick(roles)].command('rehearse')
  // Refused, or control was not given: nothing to look at.
  if (!goOn(20_000, () => serving(world) === otherRole(home))) return null
  return random.pick(courses)(world, home, isArmedBefore)
}
