import type { License } from '../../domain/license.ts'
import type { Role } from '../../domain/roles.ts'
import type { Timing } from '../../domain/timing.ts'
import { type Durable, emptyDurable } from '../durable.ts'
import type { Report } from '../messages.ts'
import { mayServeOn, serveOn } from '../serve-on.ts'
import { initialState, type State } from '../state.ts'
import { step } from '../step.ts'
import type { Decision, Effect, Happening } from '../step-types.ts'

/** One server of a test: the real core, its disk, and what it told its drivers. */
export interface Server {
  readonly role: Role
  readonly isUp: boolean
  /** Throws while the server is down. */
  readonly state: State
  disk: Durable
  /** What the guardian runs, and until when; null: without a deadline. */
  services: 'stopped' | 'running'
  deadline: number | null
  /** How far the replica of this server is, when it is a destination. */
  replica: Report['replication']['state']
  replicate: Extract<Effect, { do: 'replicate' }>
  /** What its reports say otherwise than "everything is up". */
  says: Partial<Report>
  /** Everything it did since the test last emptied this. */
  readonly effects: Effect[]
  readonly decisions: Decision[]
  /** Changes with every start and end: what was meant for an earlier life is dropped. */
  readonly life: number
  /** Gives the core an input; `gapMs` is how long its loop stood still before. */
  input(happening: Happening, gapMs?: number): void
  start(durable?: Durable, isBoot?: boolean): void
  /** Enable Redundancy is ticked again where it was unticked. */
  enable(): void
  end(): void
}

/** One step of a core: its effects are not carried out yet, what it stored is on its disk. */
export interface Stepped {
  readonly before: State
  readonly after: State
  readonly happening: Happening
  readonly effects: readonly Effect[]
}

export interface ServerWorld {
  readonly timing: Timing
  readonly hasArbiter: boolean
  readonly now: () => number
  readonly wallMs: () => number
  readonly license: License
  /** One unit of the world's work: a crash may fall between any two. */
  readonly queue: (life: number, act: () => void) => void
  readonly carryOut: (effect: Effect) => void
  readonly stepped: (what: Stepped) => void
  /** The engine began a life: its guardian says when it is ready. */
  readonly started: () => void
}

export const createServer = (role: Role, world: ServerWorld): Server => {
  let state: State | null = null
  let life = 0
  const firstState = (durable: Durable, isBoot: boolean): State =>
    initialState({
      role,
      timing: world.timing,
      hasArbiter: world.hasArbiter,
      enabled: true,
      isBoot,
      instance: `${role}${life}`,
      durable,
      license: world.license,
      now: world.now(),
      wallMs: world.wallMs(),
    })
  const server: Server = {
    role,
    get isUp() {
      return state !== null
    },
    get state() {
      if (state === null) throw new Error(`the ${role} is down`)
      return state
    },
    get life() {
      return life
    },
    disk: emptyDurable,
    services: 'stopped',
    deadline: null,
    replica: 'destinationUpdated',
    replicate: { do: 'replicate', as: 'idle', epoch: 0 },
    says: {},
    effects: [],
    decisions: [],
    input: (happening, gapMs = 0) => {
      if (state === null) return
      const before = state
      const result = step(state, { ...happening, now: world.now(), wallMs: world.wallMs(), gapMs })
      state = result.state
      const after = state
      if (state.durable !== before.durable) server.disk = state.durable
      for (const effect of result.effects) {
        server.effects.push(effect)
        if (effect.do === 'record') server.decisions.push(effect.decision)
        else world.queue(life, () => world.carryOut(effect))
      }
      world.stepped({ before, after, happening, effects: result.effects })
    },
    start: (durable = server.disk, isBoot = true) => {
      life += 1
      server.disk = durable
      server.replicate = { do: 'replicate', as: 'idle', epoch: 0 }
      state = firstState(durable, isBoot)
      world.started()
    },
    enable: () => {
      const durable = { ...server.disk, disabled: false }
      if (state === null || !mayServeOn(state)) {
        server.start(durable, false)
        return
      }
      life += 1
      server.disk = durable
      state = serveOn(firstState(durable, false))
    },
    end: () => {
      life += 1
      state = null
    },
  }
  return server
}
