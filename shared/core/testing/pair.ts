import type { Refusal } from '../../contract/contract.ts'
import type { ForcePreview } from '../../contract/force.ts'
import type { License } from '../../domain/license.ts'
import type { OnCut } from '../../domain/on-cut.ts'
import { otherRole, type Role } from '../../domain/roles.ts'
import { deriveTiming, type Timing } from '../../domain/timing.ts'
import { type Durable, emptyDurable } from '../durable.ts'
import { forcePreviewOf } from '../force.ts'
import type { Message, RehearsalPlan } from '../messages.ts'
import type { Command, Happening } from '../step-types.ts'
import { wakeAt } from '../wake.ts'
import type { Box } from './box.ts'
import { carryOut, type EffectWorld } from './effects.ts'
import { type Guardian, type GuardianHost, idealGuardian } from './guardian.ts'
import { reportOf } from './report.ts'
import { createServer, type Server, type Stepped } from './server.ts'

/**
 * Two real cores with an instant network and a clock that only the test moves: a test reads as a story.
 * Nothing fails by itself; the test cuts, stalls, kills and moves what it wants.
 */
export interface Pair extends Box {
  readonly primary: Server
  readonly secondary: Server
  readonly timing: Timing
  readonly now: number
  /** The direction from this server to the other; a closed one swallows what is sent. */
  readonly open: Record<Role, boolean>
  /** Messages the link carries; the others are lost. */
  carries: (message: Message, from: Role) => boolean
  /** Each server's own network: its gateway, and whether its services are reached at its address. */
  readonly gateway: Record<Role, 'answers' | 'silent' | 'notConfigured'>
  readonly hasCarrier: Record<Role, boolean>
  readonly servicesReached: Record<Role, boolean>
  /** How far the wall's clock of each server is ahead of the time that passes. */
  readonly clockAhead: Record<Role, number>
  /** The other server's guardian can be asked. */
  guardiansAnswer: boolean
  /** How long a copy of a planned switch-over takes, and its fault's code; empty: it succeeds. */
  readonly copy: { takesMs: number; finalTakesMs: number; fault: string }
  /** The two servers do not prove the same key: both live, and refuse the link. */
  keysDiffer: boolean
  /** Called after every piece of work, and after every step of a core before its effects are carried out. */
  watch: () => void
  stepped: (role: Role, what: Stepped) => void
  /** Lets time pass, with everything that falls due. */
  pass(ms: number): void
  /** Carries out what is due now, or only so many pieces of it; answers how many there were. */
  settle(most?: number): number
  /** The connection ends and is noticed; `plug` makes a new one. */
  unplug(): void
  plug(): void
  /** Presses something on this server. Null: accepted; else the rules that failed; undefined: no answer yet. */
  press(role: Role, command: Command | 'force'): string[] | null | undefined
  /** Types this to what the window shows of a force, or to a preview shown earlier. */
  typeForce(
    role: Role,
    typed: Partial<Pick<ForcePreview, 'revision' | 'consent'>>,
  ): string[] | null | undefined
  /** Begins a planned maintenance of so long, or ends it with 0; answers as `press`. */
  maintain(role: Role, lastsMs: number): string[] | null | undefined
  /** Asks for a rehearsal now, or in a window that begins and ends so long from now; answers as `press`. */
  rehearse(role: Role, plan: RehearsePlan): string[] | null | undefined
  cancelRehearsal(role: Role): string[] | null | undefined
  /** A crash: only the disk is left. */
  crash(role: Role): void
  boot(role: Role): void
  /** The engine alone ends; its guardian and the host live. */
  killEngine(role: Role): void
  /** The engine's loop stands still for so long: what it is told meanwhile waits unread. */
  stall(role: Role, ms: number): void
  /** The same in two halves, with whatever happens between them. */
  pause(role: Role): void
  resume(role: Role): void
  deliver(to: Role, message: Message): void
}

export interface RehearsePlan {
  readonly holdMs?: number
  readonly inMs?: number
  readonly forMs?: number
}

export const slowTiming = deriveTiming({
  heartbeatMs: 1_000,
  declareLostMs: 10_000,
  stopLimitMs: 500,
  startUpAllowanceMs: 5_000,
  minimumGapMs: 60_000,
})

export interface PairOptions {
  readonly timing?: Timing
  readonly hasArbiter?: boolean
  /** Without an A/B switch: what was accepted for a cut, on both. */
  readonly onCut?: OnCut
  readonly licenses?: Partial<Record<Role, License>>
  readonly disks?: Partial<Record<Role, Durable>>
  /** What starts and stops the services; without it that happens at once and no deadline is watched. */
  readonly guardian?: (host: GuardianHost) => Guardian
  /** A session in which one side hears nothing for so long is closed; without it none is. */
  readonly silenceEndsLinkMs?: number
}

const REPORT_MS = 1_000
/** The tests' time begins in 2026. */
const WALL_AHEAD_MS = Date.UTC(2026, 0, 1)
const MOST_UNITS = 50_000
const roles = ['primary', 'secondary'] as const

export const newPair = (options: PairOptions = {}): Pair => {
  const timing = options.timing ?? slowTiming
  const hasArbiter = options.hasArbiter ?? true
  const answers = new Map<string, Omit<Refusal, 'ok'> | null>()
  const linked: Record<Role, boolean> = { primary: false, secondary: false }
  const unread: Record<Role, Happening[] | null> = { primary: null, secondary: null }
  const pausedAt: Record<Role, number> = { primary: 0, secondary: 0 }
  const heardAt: Record<Role, number> = { primary: 0, secondary: 0 }
  const silenceEndsLinkMs = options.silenceEndsLinkMs ?? Number.POSITIVE_INFINITY
  const clock = { now: () => now, later: (ms: number, act: () => void) => later(ms, act) }
  const units: { readonly isAlive: () => boolean; readonly act: () => void }[] = []
  let timers: { readonly at: number; readonly act: () => void }[] = []
  let now = 1_000_000
  let session = 0
  let requests = 0
  let isPlugged = true

  const later = (ms: number, act: () => void): void => {
    timers.push({ at: now + ms, act })
  }
  const give = (role: Role, happening: Happening): void => {
    const waiting = unread[role]
    if (waiting === null) servers[role].input(happening)
    else if (happening.type !== 'tick') waiting.push(happening)
  }
  /** Told in its turn, if this server still lives its present life then. */
  const tell = (role: Role, happening: Happening): void => {
    const { life } = servers[role]
    units.push({ isAlive: () => servers[role].life === life, act: () => give(role, happening) })
  }

  /** The same for an answer that comes later: it is for the life that asked. */
  const tellInLife = (role: Role): ((happening: Happening) => void) => {
    const { life } = servers[role]
    return (happening) => {
      if (servers[role].life === life) tell(role, happening)
    }
  }

  const send = (from: Role, message: Message): void => {
    const mine = session
    const to = otherRole(from)
    if (!linked[from] || !pair.open[from] || !pair.carries(message, from)) return
    const act = (): void => {
      heardAt[to] = now
      give(to, { type: 'message', message })
    }
    units.push({ isAlive: () => mine === session && linked[to], act })
  }

  const serverOf = (role: Role): Server =>
    createServer(role, {
      timing,
      hasArbiter,
      now: () => now,
      wallMs: () => now + pair.clockAhead[role],
      license: options.licenses?.[role] ?? 'notRequired',
      queue: (life, act) => units.push({ isAlive: () => servers[role].life === life, act }),
      carryOut: (effect) => carryOut(effects, role, effect),
      stepped: (what) => pair.stepped(role, what),
      started: () => guardians[role].engineStarted(),
    })
  const servers: Record<Role, Server> = { primary: serverOf('primary'), secondary: serverOf('secondary') }

  const guardianOf = (role: Role): Guardian => {
    const host: GuardianHost = {
      role,
      ...clock,
      tell: (happening) => tell(role, happening),
      services: (are) => {
        servers[role].services = are
      },
      killEngine: () => pair.killEngine(role),
    }
    return (
      options.guardian?.(host) ??
      idealGuardian(host, {
        servicesOf: (of) => servers[of].services,
        answers: () => pair.guardiansAnswer,
        wordGiven: (of) => give(of, { type: 'wordGiven' }),
      })
    )
  }
  const guardians: Record<Role, Guardian> = {
    primary: guardianOf('primary'),
    secondary: guardianOf('secondary'),
  }

  const drop = (): void => {
    session += 1
    for (const role of roles) {
      if (linked[role]) tell(role, { type: 'linkDown' })
      linked[role] = false
    }
  }
  const connect = (): void => {
    const isPath = isPlugged && pair.open.primary && pair.open.secondary
    if (!isPath || linked.primary || !servers.primary.isUp || !servers.secondary.isUp) return
    if (unread.primary !== null || unread.secondary !== null || pair.keysDiffer) return
    for (const role of roles) {
      linked[role] = true
      heardAt[role] = now
      tell(role, { type: 'linkUp', instance: servers[otherRole(role)].state.instance })
    }
  }

  const settle = (most = MOST_UNITS): number => {
    connect()
    for (let done = 0; done < most; done += 1) {
      const unit = units.shift()
      if (unit === undefined) return done
      if (unit.isAlive()) unit.act()
      pair.watch()
    }
    if (most === MOST_UNITS) throw new Error('the two cores never come to rest')
    return most
  }

  const report = (): void => {
    for (const role of roles) {
      if (servers[role].isUp) give(role, { type: 'report', report: reportOf(servers[role]) })
    }
    refuseLink()
    later(REPORT_MS, report)
  }
  /** Each dials the other as often as it reports, and speaks to whoever has another key. */
  const refuseLink = (): void => {
    const isSpoken =
      servers.primary.isUp && servers.secondary.isUp && pair.open.primary && pair.open.secondary
    if (!pair.keysDiffer || !isSpoken) return
    for (const role of roles) tell(role, { type: 'proofRefused', what: `link:${otherRole(role)}` })
  }
  const closeSilentLink = (): void => {
    if (linked.primary && roles.some((role) => now - heardAt[role] >= silenceEndsLinkMs)) drop()
  }

  const wakeOf = (role: Role): number =>
    servers[role].isUp && unread[role] === null ? wakeAt(servers[role].state, now) : Number.POSITIVE_INFINITY
  const tick = (): void => {
    for (const role of roles) {
      if (servers[role].isUp) give(role, { type: 'tick' })
    }
    settle()
  }
  const pass = (ms: number): void => {
    const end = now + ms
    settle()
    for (;;) {
      const silenceEndsAt = linked.primary
        ? Math.min(heardAt.primary, heardAt.secondary) + silenceEndsLinkMs
        : Number.POSITIVE_INFINITY
      const moments = timers.map((timer) => timer.at)
      const next = Math.min(wakeOf('primary'), wakeOf('secondary'), silenceEndsAt, ...moments)
      if (next > end) break
      now = Math.max(now, next)
      const due = timers.filter((timer) => timer.at <= now)
      timers = timers.filter((timer) => timer.at > now)
      for (const timer of due) timer.act()
      closeSilentLink()
      tick()
    }
    now = end
    tick()
  }

  const end = (role: Role, how: 'alone' | 'withHost'): void => {
    if (!servers[role].isUp && how === 'alone') return
    servers[role].end()
    guardians[role].engineGone(how)
    unread[role] = null
    drop()
  }

  const answerTo = (requestId: string): string[] | null | undefined => {
    settle()
    const answer = answers.get(requestId)
    return answer == null ? answer : answer.rules.map((rule) => rule.rule)
  }

  const giveRehearsal = (role: Role, plan: RehearsalPlan | null): string[] | null | undefined => {
    requests += 1
    const requestId = `request${requests}`
    servers[role].input({ type: 'rehearse', plan, requestId, person: 'operator' })
    return answerTo(requestId)
  }

  const pair: Pair = {
    ...servers,
    timing,
    get now() {
      return now
    },
    line: hasArbiter ? 'A' : 'none',
    boxAnswers: { primary: true, secondary: true },
    boxTakesMs: { primary: 0, secondary: 0 },
    sets: 'answered',
    setsLandAfterMs: 0,
    open: { primary: true, secondary: true },
    carries: () => true,
    gateway: { primary: 'notConfigured', secondary: 'notConfigured' },
    hasCarrier: { primary: true, secondary: true },
    servicesReached: { primary: true, secondary: true },
    clockAhead: { primary: WALL_AHEAD_MS, secondary: WALL_AHEAD_MS },
    guardiansAnswer: false,
    copy: { takesMs: 0, finalTakesMs: 0, fault: '' },
    keysDiffer: false,
    watch: () => undefined,
    stepped: () => undefined,
    pass,
    settle,
    unplug: () => {
      isPlugged = false
      drop()
      settle()
    },
    plug: () => {
      isPlugged = true
      settle()
    },
    press: (role, command) => {
      requests += 1
      const requestId = `request${requests}`
      if (command === 'force') return pair.typeForce(role, {})
      servers[role].input({ type: 'command', command, requestId, person: 'operator' })
      return answerTo(requestId)
    },
    typeForce: (role, typed) => {
      requests += 1
      const requestId = `request${requests}`
      const { revision, consent } = { ...forcePreviewOf(servers[role].state, now), ...typed }
      servers[role].input({ type: 'force', requestId, person: 'operator', revision, consent })
      return answerTo(requestId)
    },
    maintain: (role, lastsMs) => {
      requests += 1
      const requestId = `request${requests}`
      servers[role].input({ type: 'maintenance', lastsMs, requestId, person: 'operator' })
      return answerTo(requestId)
    },
    rehearse: (role, { holdMs = 30_000, inMs, forMs = 600_000 }) => {
      const from = now + pair.clockAhead[role] + (inMs ?? 0)
      const window = inMs === undefined ? null : { notBeforeWallMs: from, notAfterWallMs: from + forMs }
      return giveRehearsal(role, { window, holdMs })
    },
    cancelRehearsal: (role) => giveRehearsal(role, null),
    crash: (role) => end(role, 'withHost'),
    boot: (role) => servers[role].start(),
    killEngine: (role) => end(role, 'alone'),
    stall: (role, ms) => {
      pair.pause(role)
      pass(ms)
      pair.resume(role)
    },
    pause: (role) => {
      unread[role] = []
      pausedAt[role] = now
    },
    resume: (role) => {
      const waiting = unread[role]
      if (waiting === null) return
      unread[role] = null
      servers[role].input({ type: 'tick' }, now - pausedAt[role])
      for (const happening of waiting) servers[role].input(happening)
      settle()
    },
    deliver: (to, message) => {
      give(to, { type: 'message', message })
      settle()
    },
  }
  const effects: EffectWorld = {
    pair,
    guardians,
    clock,
    send,
    tellInLife,
    answered: (requestId, refusal) => answers.set(requestId, refusal),
  }
  for (const role of roles)
    servers[role].start(options.disks?.[role] ?? { ...emptyDurable, onCut: options.onCut ?? null })
  later(REPORT_MS, report)
  return pair
}
