import type { Decision } from '../../shared/core/step-types.ts'
import type { Stepped } from '../../shared/core/testing/server.ts'
import { holder } from '../../shared/core/testing/stories.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { writeMoment } from './scenario.ts'
import type { Stage } from './stage.ts'
import { lastReadingWords, readingWords, stepLines } from './step-words.ts'

/** Looks at the world after every step and every piece of work: what is told, and what is counted. */
export interface Observer {
  readonly lines: readonly string[]
  readonly decisions: readonly { readonly role: Role; readonly decision: Decision }[]
  /** Who was in control, from each moment on, and by whom services ran. */
  readonly spans: readonly Span[]
  /** Whose disk held a lower change of control than before. */
  readonly fallen: readonly Role[]
  stepped(role: Role, what: Stepped): void
  look(): void
  note(who: 'primary' | 'secondary' | 'world', text: string): void
}

export interface Span {
  readonly from: number
  readonly holder: 'primary' | 'secondary' | 'both' | 'nobody'
  readonly serving: 'primary' | 'secondary' | 'both' | 'nobody'
}

const names = { primary: 'Primary   ', secondary: 'Secondary ', world: '          ' } as const
const holderWords = {
  primary: 'In control: Primary System',
  secondary: 'In control: Secondary System',
  nobody: 'In control: nobody',
  both: 'IN CONTROL: BOTH',
} as const
const roles = ['primary', 'secondary'] as const

/** By right, or alone with redundancy disabled. */
const holderOf = ({ pair }: Stage): Span['holder'] => {
  const alone = roles.find((role) => {
    const { isUp, disk } = pair[role]
    return isUp && disk.servesAlone && pair[role].state.mode === 'disabled'
  })
  const byRight = holder(pair)
  if (alone === undefined || byRight === alone) return byRight
  return byRight === 'nobody' ? alone : 'both'
}

export const createObserver = (stage: Stage): Observer => {
  const { pair } = stage
  const begin = pair.now
  const lastReadingOf = (role: Role): string => (pair[role].isUp ? lastReadingWords(pair[role].state) : '')
  const lines: string[] = []
  const decisions: { role: Role; decision: Decision }[] = []
  const spans: Span[] = []
  const fallen: Role[] = []
  const lastReading: Record<Role, string> = {
    primary: lastReadingOf('primary'),
    secondary: lastReadingOf('secondary'),
  }
  const lastSaid: Record<Role, string> = { primary: '', secondary: '' }
  const epochs: Record<Role, number> = { primary: 0, secondary: 0 }
  let line = pair.line
  let services = { primary: pair.primary.services, secondary: pair.secondary.services }
  let lastTime = ''

  const since = (at: number): number => at - begin
  /** A moment before the scenario has a minus. */
  const moment = (at: number): string => (at < begin ? `-${writeMoment(begin - at)}` : writeMoment(since(at)))
  const note = (who: keyof typeof names, text: string): void => {
    const time = moment(pair.now).padStart(10)
    const isDetail = text.startsWith('    ')
    const shownTime = isDetail || time === lastTime ? ' '.repeat(10) : time
    lines.push(`${shownTime}  ${isDetail ? names.world : names[who]}  ${text}`.trimEnd())
    lastTime = time
  }
  const serving = (): Span['serving'] => {
    const isServing = (role: Role): boolean => pair[role].services === 'running' && !stage.isFrozen[role]
    if (isServing('primary')) return isServing('secondary') ? 'both' : 'primary'
    return isServing('secondary') ? 'secondary' : 'nobody'
  }

  const observer: Observer = {
    lines,
    decisions,
    spans,
    fallen,
    note,
    stepped: (role, what) => {
      const reading = readingWords(what)
      const { before, after } = what
      const decides = before.takeOver?.phase !== after.takeOver?.phase || before.grantUse !== after.grantUse
      if (reading !== null && (reading !== lastReading[role] || decides)) {
        note(role, reading)
        lastReading[role] = reading
      }
      for (const text of stepLines(what, moment)) {
        const said = text.replace(/, not after .*$/, '')
        if (/^(-> |orders )/.test(said) && said === lastSaid[role]) continue
        note(role, text)
        if (!text.startsWith('    ')) lastSaid[role] = said
      }
      for (const effect of what.effects)
        if (effect.do === 'record') decisions.push({ role, decision: effect.decision })
      const epoch = pair[role].disk.held?.epoch ?? 0
      if (epoch < epochs[role]) fallen.push(role)
      epochs[role] = epoch
      observer.look()
    },
    look: () => {
      if (pair.line !== line) {
        line = pair.line
        note('world', `A/B switch: ${line}`)
      }
      for (const role of roles) {
        if (pair[role].services === services[role]) continue
        services = { ...services, [role]: pair[role].services }
        note(role, services[role] === 'running' ? 'services: running' : 'services: stopped')
      }
      const last = spans.at(-1)
      const now: Span = { from: since(pair.now), holder: holderOf(stage), serving: serving() }
      if (last?.holder === now.holder && last.serving === now.serving) return
      spans.push(now)
      if (last?.holder !== now.holder) note('world', holderWords[now.holder])
      if (last?.serving !== now.serving && now.serving === 'both') note('world', 'SERVICES RUN ON BOTH')
    },
  }
  observer.look()
  return observer
}
