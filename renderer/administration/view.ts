import type {
  ObservedControl,
  ObservedService,
  ReplicationView,
  Status,
  SystemView,
} from '../../shared/contract/status.ts'
import {
  ageSentence,
  commonLabels,
  detailWords,
  formatDuration,
  type RuleWords,
  replicationWords,
  ruleWords,
  switchOverLabels,
  valueWords,
  witnessWords,
} from '../../shared/domain/labels.ts'
import { otherRole, type Role } from '../../shared/domain/roles.ts'
import { failing } from '../../shared/domain/rules.ts'
import type { Tone } from '../kit/status-word.tsx'

/** What the dialog shows of a status: pure, so that it can be tested without a page. */

export interface ShownValue {
  readonly tone: Tone
  readonly word: string
  /** What the other server says, where the two disagree. */
  readonly otherWord: string | null
  readonly title: string
}

const titleOf = (observed: ObservedService | ObservedControl): string =>
  ageSentence(
    observed.ageMs === null ? '' : formatDuration(observed.ageMs),
    witnessWords(observed.witness),
    detailWords(observed.detail),
  )

const serviceTones = { up: 'good', down: 'bad', unknown: 'unknown', notConfigured: 'plain' } as const
const controlTones = { yes: 'good', no: 'plain', unknown: 'unknown' } as const

export const serviceValue = (observed: ObservedService): ShownValue => ({
  tone: serviceTones[observed.value],
  word: valueWords.service(observed.value),
  otherWord: observed.otherView === null ? null : valueWords.service(observed.otherView),
  title: titleOf(observed),
})

export const controlValue = (observed: ObservedControl): ShownValue => ({
  tone: controlTones[observed.value],
  word: valueWords.control(observed.value),
  otherWord: observed.otherView === null ? null : valueWords.control(observed.otherView),
  title: titleOf(observed),
})

const replicationTones = {
  sourceMonitoring: 'good',
  sourceUpdating: 'busy',
  destinationUpdated: 'good',
  destinationUpdating: 'busy',
  destinationNotUpdated: 'bad',
  unknown: 'unknown',
} as const satisfies Record<ReplicationView['state'], Tone>

export interface ShownReplication {
  readonly tone: Tone
  readonly word: string
  /** Below the value: progress, problem, lag, refused and salvaged, each a line. */
  readonly lines: readonly string[]
  /** From 0 to 1 while something is being copied. */
  readonly share: number | null
  readonly title: string
}

export const replicationValue = (view: ReplicationView): ShownReplication => {
  const words = replicationWords(view)
  const isKnown = view.state !== 'unknown'
  const names = view.lagNames.map((item) => item.name).join(', ')
  const refused = view.refused.map((item) => item.name).join(', ')
  return {
    tone: replicationTones[view.state],
    word: words.text,
    lines: isKnown
      ? [words.progress, words.problem, words.lag, words.refused, words.salvaged].filter(
          (line) => line !== '',
        )
      : [words.problem].filter((line) => line !== ''),
    share:
      view.progress === null || view.progress.bytesTotal === 0
        ? null
        : view.progress.bytesDone / view.progress.bytesTotal,
    title: ageSentence(
      view.ageMs === null ? '' : formatDuration(view.ageMs),
      witnessWords(isKnown ? 'peer' : 'none'),
      [names, refused].filter((text) => text !== '').join(' · '),
    ),
  }
}

/** Why the button does nothing now, in words; null when it would act. */
export interface ButtonRefusal {
  readonly title: string
  readonly items: readonly RuleWords[]
}

export const buttonRefusal = (status: Status, isCurrent: boolean): ButtonRefusal | null => {
  if (!isCurrent) return { title: switchOverLabels.missingTitle, items: [notConnected] }
  if (status.manualSwitchOver.allowed && status.manualSwitchOver.to !== null) return null
  const items = failing(status.manualSwitchOver.rules).map(ruleWords)
  return { title: switchOverLabels.missingTitle, items: items.length > 0 ? items : [nothingNamed] }
}

const notConnected: RuleWords = {
  text: switchOverLabels.needsConnection,
  value: '',
  limit: '',
  remedy: switchOverLabels.connectionRemedy,
}
const nothingNamed: RuleWords = {
  text: switchOverLabels.missingNothingNamed,
  value: '',
  limit: '',
  remedy: '',
}

export interface NotCopied {
  /** Null: nobody knows. */
  readonly files: number | null
  readonly bytes: number
  readonly names: ReplicationView['lagNames']
}

/** What the system that gains control does not have yet: the larger of what the two servers say. */
export const notYetCopied = (status: Status, to: Role): NotCopied => {
  const known = [status[otherRole(to)], status[to]]
    .map((system: SystemView) => system.replication)
    .filter((view) => view.state !== 'unknown')
  if (known.length === 0) return { files: null, bytes: 0, names: [] }
  const most = known.reduce((first, second) => (second.lagFiles > first.lagFiles ? second : first))
  return { files: most.lagFiles, bytes: most.lagBytes, names: most.lagNames }
}

/** The words after a value that the other server sees differently. */
export const disagreement = (value: ShownValue): string | null =>
  value.otherWord === null ? null : `${commonLabels.otherServer} ${value.otherWord}`
