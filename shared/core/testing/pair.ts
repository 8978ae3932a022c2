import type { Refusal } from '../../contract/contract.ts'
import type { ForcePreview } from '../../contract/force.ts'
import type { LinePosition } from '../../contract/status.ts'
import { otherRole, type Role } from '../../domain/roles.ts'
import { deriveTiming, type Timing } from '../../domain/timing.ts'
import { forcePreviewOf } from '../force.ts'
import type { Message } from '../messages.ts'
import type { Durable } from '../state.ts'
import type { Command, Effect, Happening } from '../step-types.ts'
import { wakeAt } from '../wake.ts'
import { reportOf } from './report.ts'
import { createServer, type Server } from './server.ts'

/**
 * Two real cores with an instant network and a clock that only the test moves: a test reads as a story.
 * Nothing fails by itself; the test cuts, stalls, kills and moves what it wants.
 */
export interface Pair {
  readonly primary: Server
  readonly secondary: Server
  readonly timing: Timing
  readonly now: number
  /** Where the A/B switch is, whether it answers each server, and what becomes of a set. */
  line: LinePosition
  readonly boxAnswers: Record<Role, boolean>
  sets: 'answered' | 'unknown' | 'notSent'
  /** The direction from this server to the other; a closed one swallows what is sent. */
  readonly open: Record<Role, boolean>
  /** Messages the link carries; the others are lost. */
  carries: (message: Message, from: Role) => boolean
  /** Each server's own network: its gateway, and whether its services are reached at its address. */
  readonly gateway: Record<Role, 'answers' | 'silent' | 'notConfigured'>
  readonly hasCarrier: Record<Role, boolean>
  readonly servicesReached: Record<Role, boolean>
  /** The other server's guardian can be asked. */
  guardiansAnswer: boolean
  /** Called after every piece of work. */
  watch: () => void
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
  /** A crash: only the disk is left. */
  crash(role: Role): void
  boot(role: Role): void
  /** The engine's loop stands still for so long: what it is told meanwhile waits unread. */
  stall(role: Role, ms: number): void
  deliver(to: Role, message: Message): void
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
  readonly disks?: Partial<Record<Role, Durable>>
}

const REPORT_MS = 1_000
const MOST_UNITS = 50_000
const roles = ['primary', 'secondary'] as const

export const newPair = (options: PairOptions = {}): Pair => {
  const timing = options.timing ?? slowTiming
  const hasArbiter = options.hasArbiter ?? true
  const answers = new Map<string, Omit<Refusal, 'ok'> | null>()
  const linked: Record<Role, boolean> = { primary: false, secondary: false }
  const unread: Record<Role, Happening[] | null> = { primary: null, secondary: null }
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

  const carryOut = (role: Role, effect: Effect): void => {
    const self = servers[role]
    switch (effect.do) {
      case 'send': {
        const mine = session
        const to = otherRole(role)
        if (!linked[role] || !pair.open[role] || !pair.carries(effect.message, role)) return
        const isAlive = (): boolean => mine === session && linked[to]
        units.push({ isAlive, act: () => give(to, { type: 'message', message: effect.message }) })
        return
      }
      case 'readLine': {
        const position = pair.boxAnswers[role] ? pair.line : null
        const answer = (): void => tell(role, { type: 'lineRead', query: effect.query, position })
        if (position === null) later(effect.timeoutMs, answer)
        else answer()
        return
      }
      case 'setLine': {
        const outcome = pair.boxAnswers[role] && now <= effect.notAfter ? pair.sets : 'notSent'
        if (outcome === 'answered') pair.line = effect.side
        tell(role, { type: 'lineSet', set: effect.set, outcome })
        return
      }
      case 'deadline':
        self.deadline = effect.until
        return
      case 'startServices':
        self.services = 'running'
        tell(role, { type: 'servicesStarted', epoch: effect.epoch })
        return
      case 'stopServices':
        self.services = 'stopped'
        tell(role, { type: 'servicesStopped', epoch: effect.epoch })
        return
      case 'askWord': {
        const other = servers[otherRole(role)]
        const stopped = other.services === 'stopped'
        if (pair.guardiansAnswer && stopped) give(other.role, { type: 'wordGiven' })
        if (pair.guardiansAnswer) tell(role, { type: 'word', number: effect.number, stopped })
        else
          later(effect.timeoutMs, () => tell(role, { type: 'word', number: effect.number, stopped: false }))
        return
      }
      case 'lookAround': {
        const other = servers[otherRole(role)]
        const isAnswering = pair.servicesReached[other.role] && other.services === 'running'
        const { [role]: gateway } = pair.gateway
        const { [role]: hasCarrier } = pair.hasCarrier
        const answering = effect.isForPeer && isAnswering ? `tcp:${other.role}:5060` : null
        const answer = (): void =>
          tell(role, { type: 'lookedAround', look: effect.look, answering, gateway, hasCarrier })
        if (gateway === 'silent' || (effect.isForPeer && !isAnswering)) later(effect.timeoutMs, answer)
        else answer()
        return
      }
      case 'copyChanges':
      case 'finalSync':
        tell(role, { type: 'synced', id: effect.id, ok: true, code: '' })
        return
      case 'replicate':
        self.replicate = effect
        return
      case 'answer':
        answers.set(effect.requestId, effect.refusal)
        return
      case 'cancelSync':
      case 'record':
        return
    }
  }

  const serverOf = (role: Role): Server =>
    createServer(role, {
      timing,
      hasArbiter,
      now: () => now,
      queue: (life, act) => units.push({ isAlive: () => servers[role].life === life, act }),
      carryOut: (effect) => carryOut(role, effect),
    })
  const servers: Record<Role, Server> = { primary: serverOf('primary'), secondary: serverOf('secondary') }

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
    for (const role of roles) {
      linked[role] = true
      tell(role, { type: 'linkUp', instance: `of the ${otherRole(role)}` })
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
    later(REPORT_MS, report)
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
      const next = Math.min(wakeOf('primary'), wakeOf('secondary'), ...timers.map((timer) => timer.at))
      if (next > end) break
      now = Math.max(now, next)
      const due = timers.filter((timer) => timer.at <= now)
      timers = timers.filter((timer) => timer.at > now)
      for (const timer of due) timer.act()
      tick()
    }
    now = end
    tick()
  }

  const answerTo = (requestId: string): string[] | null | undefined => {
    settle()
    const answer = answers.get(requestId)
    return answer == null ? answer : answer.rules.map((rule) => rule.rule)
  }

  const pair: Pair = {
    ...servers,
    timing,
    get now() {
      return now
    },
    line: hasArbiter ? 'A' : 'none',
    boxAnswers: { primary: true, secondary: true },
    sets: 'answered',
    open: { primary: true, secondary: true },
    carries: () => true,
    gateway: { primary: 'notConfigured', secondary: 'notConfigured' },
    hasCarrier: { primary: true, secondary: true },
    servicesReached: { primary: true, secondary: true },
    guardiansAnswer: false,
    watch: () => undefined,
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
    crash: (role) => {
      servers[role].end()
      unread[role] = null
      drop()
    },
    boot: (role) => {
      servers[role].start()
    },
    stall: (role, ms) => {
      unread[role] = []
      pass(ms)
      const waiting = unread[role] ?? []
      unread[role] = null
      servers[role].input({ type: 'tick' }, ms)
      for (const happening of waiting) servers[role].input(happening)
      settle()
    },
    deliver: (to, message) => {
      give(to, { type: 'message', message })
      settle()
    },
  }
  for (const role of roles) servers[role].start(options.disks?.[role])
  later(REPORT_MS, report)
  return pair
}
