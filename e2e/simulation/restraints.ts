import type { Message } from '../../shared/core/messages.ts'
import { isReadOnOwnSide } from '../../shared/core/rules/line-on-own-side.ts'
import type { Decision, Happening } from '../../shared/core/step-types.ts'
import type { License } from '../../shared/domain/license.ts'
import type { Role } from '../../shared/domain/roles.ts'
import type { Timing } from '../../shared/domain/timing.ts'
import type { Node } from './node-shape.ts'

/**
 * What holds automatic acts back, by the world's own books: it knows what really passed, was pressed, was said and was
 * carried out, and asks the core for none of it. Where the clock on the wall moved unseen the books are closed: of a
 * server that is off that clock is all there is.
 */

const DAY_MS = 86_400_000
const AWAY_LIMIT_MS = 30 * DAY_MS
/** A crash adds or loses an hour. */
const AWAY_SLACK_MS = 2 * 3_600_000
/** A smaller move of the wall's clock may go unnoticed. */
const SURE_JUMP_MS = 8_000
const STALL_MS = 2_000
/** What was decided so shortly before an end may not be on the disk. */
const WRITE_MS = 50
/** Clocks of servers are wrong by 2 %. */
const SLOWEST = 0.975
const NEVER = Number.NEGATIVE_INFINITY

interface Book {
  /** On the server's clock: its wall clock jumped, or it stood still. */
  shakenAt: number
  /** When its newest automatic act began; never: with the lines on its own side, where it takes them to be already. */
  begunAt: number
  /** When each began that moved the lines, since a person last asked something of this server. */
  acts: number[]
  /** No automatic take-over before. */
  maintenanceUntil: number
}
const newBook = (): Book => ({ shakenAt: NEVER, begunAt: NEVER, acts: [], maintenanceUntil: NEVER })

/** What the Secondary knows of the Primary. */
const newAcquaintance = () => ({
  metAt: 0,
  /** Days that passed while it was off. */
  offMs: 0,
  isSure: true,
  isLicensed: false,
  wasLicensed: false,
  toldAt: NEVER,
})

export const createRestraints = (nodes: () => Record<Role, Node>, timing: Timing, now: () => number) => {
  const books = { primary: newBook(), secondary: newBook() }
  const known = newAcquaintance()
  /** The maintenances a person asked for that are not answered yet, and the newest one. */
  const asked = new Map<string, { readonly lastsMs: number; readonly at: number }>()
  let plan = { endsAt: NEVER, isSure: true }
  /** What the Primary's licence was when a heartbeat of its left. */
  const licenseSaid = new WeakMap<Message, License>()

  const awayMs = (role: Role): number => (role === 'primary' ? 0 : now() - known.metAt + known.offMs)
  const mayBeEntitled = ({ role, license }: Node): boolean =>
    license !== 'missing' || (role === 'secondary' && (known.isLicensed || known.wasLicensed))
  const isEntitled = ({ role, license }: Node): boolean =>
    license !== 'missing' || (role === 'secondary' && known.isSure && known.isLicensed)

  const begun = (node: Node, act: Decision['act']): string | null => {
    const { role } = node
    const book = books[role]
    if (known.isSure && awayMs(role) > AWAY_LIMIT_MS + AWAY_SLACK_MS)
      return `the ${role} takes control ${Math.round(awayMs(role) / DAY_MS)} days after it was last linked to the primary`
    if (act !== 'takeOver') return null
    if (!mayBeEntitled(node)) return `the ${role} takes over without a licence`
    const steadyMs = node.localNow() - book.shakenAt
    if (steadyMs < timing.holdAfterJumpMs - 1)
      return `the ${role} takes over ${Math.round(steadyMs)} ms after its clock jumped or it stood still`
    if (now() < book.maintenanceUntil) return `the ${role} takes over during a planned maintenance`
    const within = 0.99 * timing.automaticActsWithinMs - 1_000
    if (node.state !== null && isReadOnOwnSide(node.state)) return null
    const counted = book.acts.filter((at) => now() - at < within).length
    return counted >= timing.mostAutomaticActs
      ? `the ${role} acts by itself for the ${counted + 1}th time within ${timing.automaticActsWithinMs / 1_000} s`
      : null
  }

  /** What is said to hold back has to be so: a clock that is set must not make days of a moment. */
  const refused = (node: Node, { rules }: Decision): string | null => {
    const isLately = awayMs(node.role) < AWAY_LIMIT_MS - AWAY_SLACK_MS
    for (const { rule, holds } of rules) {
      if (holds || !known.isSure || !isLately) continue
      if (rule === 'primaryLinkedLately') return `the ${node.role} counts days that did not pass`
      if (rule === 'licensed' && isEntitled(node))
        return `the ${node.role} forgot that a licence is registered`
    }
    return null
  }

  return {
    decided: (node: Node, decision: Decision): string | null => {
      const { act, outcome } = decision
      if (act !== 'takeOver' && act !== 'useOldGrant') return null
      if (outcome === 'begun') return begun(node, act)
      return outcome === 'refused' ? refused(node, decision) : null
    },
    /** Recorded, and so on the disk. */
    carriedOut: (role: Role, { act, outcome }: Decision): void => {
      if (act !== 'takeOver' || outcome !== 'begun') return
      const { state } = nodes()[role]
      books[role].begunAt = state !== null && isReadOnOwnSide(state) ? NEVER : now()
    },
    /** A take-over moved the lines: what counts is that. */
    moved: (role: Role): void => {
      const { acts, begunAt } = books[role]
      if (begunAt !== NEVER && acts.at(-1) !== begunAt) acts.push(begunAt)
    },
    movedUnseen: (role: Role): void => {
      const { acts, begunAt } = books[role]
      if (acts.at(-1) === begunAt) acts.pop()
    },
    /** The engine took notice of its wall's clock: it had moved by so much, or it had stood still itself. */
    shaken: ({ role, localNow }: Node, movedMs: number, gapMs: number): void => {
      const isJump = Math.abs(movedMs) >= SURE_JUMP_MS
      if (isJump || gapMs >= STALL_MS) books[role].shakenAt = localNow()
      if (movedMs !== 0 && !isJump) closeBooks(role, movedMs)
    },
    engineStarted: (role: Role, movedMs: number): void => {
      books[role].shakenAt = NEVER
      if (movedMs !== 0) closeBooks(role, movedMs)
    },
    engineEnded: (role: Role): void => {
      if (role === 'primary') return
      if (now() - known.metAt < WRITE_MS) known.isSure = false
      known.wasLicensed &&= now() - known.toldAt < WRITE_MS
    },
    said: (message: Message, license: License): void => {
      licenseSaid.set(message, license)
    },
    /** The Secondary's engine: the link was proved, or a heartbeat came over it. */
    met: (message: Message | null): void => {
      known.metAt = now()
      known.offMs = 0
      if (message === null) return
      known.isSure = true
      const isLicensed = licenseSaid.get(message) !== 'missing'
      if (isLicensed === known.isLicensed) return
      known.wasLicensed = known.isLicensed
      known.isLicensed = isLicensed
      known.toldAt = now()
    },
    /** A person asked something of this server, and its engine read it. */
    personActed: (role: Role, happening: Happening): void => {
      books[role].acts = []
      // One that is under way was looked at, too.
      books[role].begunAt = NEVER
      if (happening.type !== 'maintenance') return
      // What was planned before is over from here on, wherever the word has come.
      for (const book of [books.primary, books.secondary]) book.maintenanceUntil = NEVER
      asked.set(happening.requestId, { lastsMs: happening.lastsMs, at: now() })
    },
    answered: ({ role, state, disk }: Node, requestId: string, isAccepted: boolean): void => {
      const request = asked.get(requestId)
      if (request === undefined) return
      asked.clear()
      plan = { endsAt: request.at + request.lastsMs * 1.03, isSure: isAccepted }
      if (!isAccepted || request.lastsMs === 0) return
      const until = request.at + request.lastsMs * SLOWEST
      books[role].maintenanceUntil = until
      const other = role === 'primary' ? 'secondary' : 'primary'
      const { armedFor } = nodes()[other].disk
      // Who was declared to be off need not be told.
      const isTold = state?.mode === 'active' && disk.held?.declared === false
      const isPairArmed = isTold && armedFor !== 0 && armedFor === disk.held?.epoch
      if (isPairArmed) books[other].maintenanceUntil = until
    },
    /** Linked for long, nobody goes on with a maintenance that is over or was ended. */
    atEnd: (): string | null => {
      if (!plan.isSure || asked.size > 0 || now() < plan.endsAt + 40_000) return null
      for (const { role, state, localNow } of Object.values(nodes()))
        if (state !== null && state.maintenanceUntil > localNow() + 1)
          return `the ${role} goes on with a maintenance that is over`
      return null
    },
  }

  function closeBooks(role: Role, movedMs: number): void {
    plan.isSure = false
    books[role].acts = []
    books[role].maintenanceUntil = NEVER
    if (role === 'primary') return
    if (movedMs > 0) known.offMs += movedMs
    else known.isSure = false
  }
}

export type Restraints = ReturnType<typeof createRestraints>
