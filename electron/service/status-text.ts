import type { ObservedControl, ObservedService, Status, SystemView } from '../../shared/contract/status.ts'
import {
  alarmWords,
  coldStartWords,
  completionWords,
  detailWords,
  dualControlLabels,
  formatFullMoment,
  formatMoment,
  homeLabels,
  administrationLabels as labels,
  lastInControlWords,
  lastRehearsalWords,
  lineWords,
  liveRehearsalWords,
  lostLimitSentence,
  onCutLabel,
  onCutWords,
  plainLabel,
  reasonWords,
  rehearsalAdvice,
  rehearsalLabels,
  replicationWords,
  ruleLine,
  valueWords,
} from '../../shared/domain/labels.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { takeOverWaits } from '../../shared/domain/take-over-waits.ts'

/** The picture of Redundancy Administration as plain text, with its exact labels and values. */

const WIDTH = 28
const row = (label: string, value: string): string => `  ${label.padEnd(WIDTH)}${value}`.trimEnd()

/** Where the two servers disagree both values stand, with a mark. */
const observed = <T extends string>(
  { value, otherView }: { readonly value: T; readonly otherView: T | null },
  words: (value: T) => string,
): string =>
  otherView === null || otherView === value
    ? words(value)
    : `${words(value)} (! the other server says ${words(otherView)})`

/** With the cause below it where it is neither Up nor just not there. */
const serviceRows = (label: string, view: ObservedService): string[] => {
  const cause = view.value === 'down' || view.value === 'unknown' ? detailWords(view.detail) : ''
  return [row(label, observed(view, valueWords.service)), ...(cause === '' ? [] : [row('', cause)])]
}
const control = (view: ObservedControl): string => observed(view, valueWords.control)

const replicationRows = (system: SystemView): string[] => {
  const { text, progress, problem, lag, refused, salvaged } = replicationWords(system.replication)
  const more = [progress, problem, lag, refused, salvaged].filter((part) => part !== '')
  return [row(labels.replicationStatus, text), ...more.map((part) => row('', part))]
}

const systemRows = (title: string, system: SystemView): string[] => [
  title,
  row(labels.address, system.address),
  row(labels.inControl, control(system.inControl)),
  ...serviceRows(labels.switchingService, system.switchingService),
  ...serviceRows(labels.ipPhoneService, system.ipPhoneService),
  ...serviceRows(labels.keepAliveService, system.keepAliveService),
  ...replicationRows(system),
]

const lastSwitchOverRows = ({ lastSwitchOver: last }: Status): string[] =>
  last === null
    ? [row(labels.lastSwitchOver, labels.never), row(labels.lastSwitchOverReason, '')]
    : [
        row(
          labels.lastSwitchOver,
          `${formatMoment(last.wallMs, last.offsetMinutes)}   (${formatFullMoment(last.wallMs, last.offsetMinutes)})`,
        ),
        row(labels.lastSwitchOverReason, reasonWords(last.reason)),
      ]

const manualRows = ({ manualSwitchOver: { allowed, rules } }: Status): string[] => [
  row(`${plainLabel(labels.manualSwitchOver)}:`, allowed ? 'Possible' : 'Not possible now. What is missing:'),
  ...(allowed ? [] : rules.filter((rule) => !rule.holds).map((rule) => `    - ${ruleLine(rule)}`)),
]

const takeOverRows = (status: Status): string[] => {
  const missing = takeOverWaits(status)
  return missing.length === 0
    ? []
    : [`  ${homeLabels.takeOverWaits}`, ...missing.map((rule) => `    - ${ruleLine(rule)}`)]
}

const alarmRows = ({ alarms }: Status): string[] => [
  homeLabels.alarms,
  ...(alarms.length === 0 ? [`  ${homeLabels.noAlarms}`] : []),
  ...alarms.flatMap((alarm) => {
    const { severity, title, text, remedy, since } = alarmWords(alarm)
    return [`  ${severity}: ${title} (${since})`, `    ${text} ${remedy}`]
  }),
]

const completionRows = ({ completion }: Status): string[] =>
  completion === null || completion.complete
    ? []
    : [
        '',
        'Completion',
        ...completion.items.map((item) => {
          const { text, state, count, detail } = completionWords(item)
          return `  ${state}: ${[text, count, detail].filter((part) => part !== '').join(', ')}`
        }),
      ]

const dualControlRows = (status: Status): string[] => {
  const { dualControl } = status
  if (dualControl === null) return []
  const side = (title: string, of: Role): string => {
    const claim = dualControl[of]
    return row(
      `${title}:`,
      claim === null
        ? dualControlLabels.unheard
        : `${dualControlLabels.change} ${claim.epoch}, ${dualControlLabels.lastInControl} ${lastInControlWords(status, of)}`,
    )
  }
  return [
    '',
    dualControlLabels.title,
    `  ${dualControlLabels[dualControl.kind]}`,
    ...(dualControl.needsPerson ? [`  ${dualControlLabels.choose}`] : []),
    side(labels.primarySystem, 'primary'),
    side(labels.secondarySystem, 'secondary'),
  ]
}

const rehearsalRows = ({ enabled, rehearsal }: Status): string[] => {
  if (!enabled) return []
  const { live } = rehearsal
  const words = [
    ...(live === null ? [] : [liveRehearsalWords(live)]),
    lastRehearsalWords(rehearsal),
    rehearsalAdvice(rehearsal),
  ].filter((sentence) => sentence !== '')
  return words.map((sentence, index) =>
    index === 0 ? row(rehearsalLabels.row, sentence).trim() : row('', sentence),
  )
}

export const statusLines = (status: Status): string[] => {
  const coldStart = coldStartWords(status)
  return [
    labels.title,
    ...(status.enabled ? [] : ['', 'Redundancy is not enabled on this server.']),
    ...(coldStart === '' ? [] : ['', coldStart]),
    ...dualControlRows(status),
    '',
    labels.currentStatus,
    row(labels.activeSystem, valueWords.activeSystem(status.activeSystem)),
    ...lastSwitchOverRows(status),
    row(labels.voiceMailServer, valueWords.voiceMail(status.voiceMailServer)),
    ...manualRows(status),
    '',
    ...systemRows(labels.primarySystem, status.primary),
    '',
    ...systemRows(labels.secondarySystem, status.secondary),
    ...completionRows(status),
    '',
    row(
      homeLabels.automatic,
      status.automatic.armed ? homeLabels.automaticOn : homeLabels.automaticOff,
    ).trim(),
    ...takeOverRows(status),
    ...(lostLimitSentence(status.lostLimit) === '' ? [] : [row('', lostLimitSentence(status.lostLimit))]),
    ...rehearsalRows(status),
    row(homeLabels.line, lineWords(status)).trim(),
    ...(status.onCut === null ? [] : [onCutLabel, `  ${onCutWords(status.onCut)}`]),
    row(labels.currentServerAddress, status.currentServer.address).trim(),
    '',
    ...alarmRows(status),
  ]
}
