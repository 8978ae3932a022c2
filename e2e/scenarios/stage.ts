import type { Durable } from '../../shared/core/durable.ts'
import type { Guardian, GuardianHost } from '../../shared/core/testing/guardian.ts'
import { newPair, type Pair } from '../../shared/core/testing/pair.ts'
import type { Role, Side } from '../../shared/domain/roles.ts'
import { defaultTimingChoice, deriveTiming, type Timing } from '../../shared/domain/timing.ts'
import type { Given } from './given.ts'
import { createGuardian, type ScenarioGuardian, type Services } from './guardian.ts'

/** The world of one scenario: two real cores, two guardians by the real rules, one A/B switch. */
export interface Stage {
  readonly pair: Pair
  readonly guardians: Record<Role, ScenarioGuardian>
  readonly services: Record<Role, Services>
  /** Ended by a person or a fault for good: nothing starts it again. */
  readonly staysDown: Record<Role, boolean>
  readonly isFrozen: Record<Role, boolean>
  readonly backups: Partial<Record<Role, Durable>>
  /** Told to whoever watches: what a part of the world did that is no core. */
  says: (who: Role, what: string) => void
}

const roles = ['primary', 'secondary'] as const

const timings: Readonly<Record<Given['timing'], Timing>> = {
  '1 s / 10 s': deriveTiming(defaultTimingChoice),
  '0.1 s / 0.5 s': deriveTiming({
    ...defaultTimingChoice,
    heartbeatMs: 100,
    declareLostMs: 500,
    stopLimitMs: 100,
  }),
}

/** The start-up allowance and the first control; what follows a person's press. */
const FIRST_MS = 40_000
const SETTLED_MS = 10_000

/** The pair as it is given, at the scenario's 0:00; a new one has not had its first turn yet. */
export const createStage = (given: Given): Stage => {
  const timing = timings[given.timing]
  const guardians: Partial<Record<Role, ScenarioGuardian>> = {}
  const servicesOf = (): Services => ({ stopMs: given.stopMs, failToStart: false })
  const services = { primary: servicesOf(), secondary: servicesOf() }
  const staysDown = { primary: false, secondary: false }
  const guardian = (host: GuardianHost): Guardian => {
    const made = createGuardian(host, {
      timing,
      services: services[host.role],
      says: (what) => stage.says(host.role, what),
      restartEngine: () => {
        if (!pair[host.role].isUp && !staysDown[host.role]) pair.boot(host.role)
      },
    })
    guardians[host.role] = made
    return made
  }
  const pair = newPair({
    timing,
    hasArbiter: given.hasArbiter,
    licenses: given.licenses,
    ...(given.onCut === null ? {} : { onCut: given.onCut }),
    guardian,
    silenceEndsLinkMs: Math.max(1_000, timing.declareLostMs),
  })
  const { primary, secondary } = guardians
  if (primary === undefined || secondary === undefined) throw new Error('a server has no guardian')
  const stage: Stage = {
    pair,
    guardians: { primary, secondary },
    services,
    staysDown,
    isFrozen: { primary: false, secondary: false },
    backups: {},
    says: () => undefined,
  }
  if (given.hasArbiter) pair.line = given.line
  for (const role of roles) pair.gateway[role] = given.gateway
  pair.copy.takesMs = given.copyMs
  pair.copy.finalTakesMs = given.finalCopyMs
  play(stage, given)
  return stage
}

/** What came before the scenario. */
const play = ({ pair, staysDown }: Stage, { history, active, off }: Given): void => {
  if (off !== null) {
    staysDown[off] = true
    pair.crash(off)
  }
  if (history === 'new') return
  pair.pass(FIRST_MS)
  if (active === 'secondary') {
    pair.press('primary', 'switchOver')
    pair.pass(SETTLED_MS)
  }
  if (history === 'armed') {
    pair.press(active === 'primary' ? 'secondary' : 'primary', 'arm')
    pair.pass(SETTLED_MS)
  }
}

export const sideOf = (role: Role): Side => (role === 'primary' ? 'A' : 'B')
