import { livesOnLeases } from '../../shared/core/leases.ts'
import { codeWords, valueWords } from '../../shared/domain/labels-values.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { deedPhrases } from './deeds.ts'
import { checkAlways, expectPhrases, type Outcome } from './expectations.ts'
import { givenPhrases, usualGiven } from './given.ts'
import { momentPhrases } from './moments.ts'
import { createObserver, type Observer } from './observer.ts'
import { understand } from './phrases.ts'
import { type Deed, type Scenario, TextFault } from './scenario.ts'
import { createStage, type Stage } from './stage.ts'
import { timingLine } from './step-words.ts'

export interface Played {
  /** The generated part, as it belongs into the file. */
  readonly trace: string
  /** Expectations that do not hold, each with file and line. */
  readonly faults: readonly string[]
}

/** Plays one scenario: the same text gives the same trace, to the millisecond. */
export const playScenario = (scenario: Scenario): Played => {
  const { file, deeds, untilMs } = scenario
  const given = usualGiven()
  for (const said of scenario.given) understand(givenPhrases, file, said)(given)
  const acts = deeds.map((deed) => ({ ...deed, act: understand(deedPhrases, file, deed) }))
  const expectations = scenario.expects.map((said) => ({
    said,
    check: understand(expectPhrases, file, said),
  }))
  const stage = createStage(given)
  const observer = createObserver(stage)
  runDeeds(scenario, stage, observer, acts)
  const faults: string[] = []
  const outcome = (line: number, text: string): Outcome => ({
    stage,
    observer,
    untilMs,
    allowed,
    fails: (why) => faults.push(`${file}:${line}: ${text}: ${why}`),
  })
  const allowed = { bothHoldMs: 0, bothServeMs: 0, forgetful: null }
  for (const { said, check } of expectations) check(outcome(said.line, `Expect ${said.text}`))
  checkAlways(outcome(1, 'Always'))
  const { state } = stage.pair.primary.isUp ? stage.pair.primary : stage.pair.secondary
  return {
    trace: ['Then', `            ${timingLine(state)}`, ...observer.lines, 'End', ...endLines(stage)].join(
      '\n',
    ),
    faults,
  }
}

type Act = Deed & { readonly act: (stage: Stage) => void }

const runDeeds = ({ file, untilMs }: Scenario, stage: Stage, observer: Observer, acts: Act[]): void => {
  const { pair } = stage
  const begin = pair.now
  let next = 0
  const perform = (deed: Act): void => {
    next += 1
    observer.note('world', `* ${deed.text}`)
    deed.act(stage)
    observer.look()
  }
  /** What waits for a moment that has come is done, and what waits behind it for one too. */
  const performWhenReached = (): void => {
    const deed = acts[next]
    if (deed?.cue.is !== 'when') return
    const moment = { isReached: false }
    understand(momentPhrases, file, { line: deed.line, text: deed.cue.text })({ stage, moment })
    if (moment.isReached) perform(deed)
  }
  stage.says = (who, what) => {
    observer.look()
    observer.note(who, `guardian: ${what}`)
  }
  pair.stepped = (role, what) => {
    observer.stepped(role, what)
    performWhenReached()
  }
  pair.watch = () => {
    observer.look()
    performWhenReached()
  }
  const passTo = (ms: number): void => pair.pass(begin + ms - pair.now)
  for (let deed = acts[next]; deed !== undefined; deed = acts[next]) {
    const { cue } = deed
    if (cue.is === 'at') {
      if (begin + cue.ms < pair.now) throw new TextFault(file, deed.line, 'this moment is past already')
      passTo(cue.ms)
      perform(deed)
      pair.settle()
      continue
    }
    const mine = next
    const later = acts.slice(next).find((one) => one.cue.is === 'at')
    passTo(later?.cue.is === 'at' ? later.cue.ms : untilMs)
    if (next === mine) throw new TextFault(file, deed.line, `it never came about: ${cue.text}`)
  }
  passTo(untilMs)
}

const roles = ['primary', 'secondary'] as const

const endLines = (stage: Stage): string[] => [
  `  A/B switch ${valueWords.line(stage.pair.line)}`,
  ...roles.map((role) => `  ${role === 'primary' ? 'Primary   ' : 'Secondary '} ${serverWords(stage, role)}`),
]

const serverWords = ({ pair, isFrozen }: Stage, role: Role): string => {
  const server = pair[role]
  if (!server.isUp) return 'off'
  const { state, disk } = server
  const bound = state.mode !== 'active' ? '' : livesOnLeases(state) ? ', bound' : ', not bound'
  const copy = { source: 'source of the copy', destination: 'copies', idle: 'copies nothing' }[
    server.replicate.as
  ]
  return [
    `${codeWords(state.mode)}${bound}`,
    `services ${server.services}`,
    disk.held === null ? 'held nothing yet' : `held change no. ${disk.held.epoch}`,
    `automatic take-over ${disk.armedFor === 0 ? 'off' : 'on'}`,
    copy,
    ...(disk.needsPerson ? ['a person has to choose'] : []),
    ...(isFrozen[role] ? ['frozen'] : []),
  ].join(', ')
}
