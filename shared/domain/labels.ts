/**
 * THE label table: every word a person reads stands here or in a `labels-*.ts` beside it. `&` marks
 * the mnemonic. Windows, command line and log all print from it.
 */

export { type AlarmWords, alarmWords } from './labels-alarms.ts'
export { certificateLabels, certificateWords } from './labels-certificate.ts'
export { coldStartWords } from './labels-cold-start.ts'
export { findingRemedyLine, ruleLine, settingsFaultLine } from './labels-commands.ts'
export {
  consentSentence,
  declareEffects,
  declareLabels,
  declareOffer,
  dualControlLabels,
  forceCopyWords,
  forceDoubtWords,
  forceGainWords,
  forceLabels,
  forceLackWords,
  forceOtherWords,
  lastInControlWords,
  linesBackLabels,
} from './labels-force.ts'
export {
  formatBytes,
  formatCount,
  formatDuration,
  formatFullMoment,
  formatMoment,
  formatProgress,
} from './labels-format.ts'
export { lineWords } from './labels-line.ts'
export {
  type FindingWords,
  findingWords,
  linkLabels,
  linkStateWords,
} from './labels-link.ts'
export { linkWindowLabels } from './labels-link-window.ts'
export {
  loggedOnWords,
  logOnLabels,
  logOnRefusalWords,
  otherServerLabels,
  titleHere,
  titleOn,
} from './labels-log-on.ts'
export { type ParsedLabel, parseLabel, plainLabel } from './labels-mnemonic.ts'
export { onCutLabel, onCutWords } from './labels-on-cut.ts'
export {
  causeWords,
  decisionWords,
  judgedWords,
  lostLimitSentence,
  recordLines,
  recordWindowLabels,
  viewWords,
} from './labels-record.ts'
export {
  addressPartName,
  disableDone,
  disableEffects,
  disableLabels,
  leadingZeroSentence,
  otherNetworkSentence,
  outOfRangeSentence,
  ownAddressesSentence,
  redundancyNotes,
  storedKeyMask,
} from './labels-redundancy.ts'
export {
  goodAgeWords,
  lastRehearsalWords,
  liveRehearsalWords,
  type RehearsalRow,
  rehearsalAdvice,
  rehearsalFaults,
  rehearsalLabels,
  rehearsalOutcome,
  rehearsalRows,
  rehearsalStepWords,
  rehearsalTimeWords,
} from './labels-rehearsal.ts'
export { type RuleWords, remedyWords, ruleSentence, ruleWords } from './labels-rules.ts'
export { settingChangeWords } from './labels-settings.ts'
export {
  actWords,
  type CompletionWords,
  completionWords,
  controlSentence,
  controlUnknown,
  type ReplicationWords,
  recordOutcomeWords,
  replicationWords,
  settingsFaultWords,
  stepStateWords,
  stepWords,
  switchOverWords,
  triggerWords,
} from './labels-status.ts'
export {
  codeWords,
  detailWords,
  reasonWords,
  systemWords,
  valueWords,
  witnessWords,
} from './labels-values.ts'

export const productName = 'Redundancy Manager'

/** The dialog "Redundancy": labels and mnemonics of the product; S, U, A and Generate are ours. */
export const redundancyLabels = {
  title: 'Redundancy',
  enable: 'Enable &Redundancy',
  role: 'System Role',
  primary: '&Primary',
  secondary: '&Secondary',
  primaryAddress: 'Primary A&ddress:',
  secondaryAddress: 'Se&condary Address:',
  lineSwitchAddress: 'A&B-Switch Address:',
  key: 'Redundancy &Key:',
  generate: '&Generate',
  automatic: 'A&utomatically assume control when other system is not available',
  status: 'S&tatus',
  apply: '&Apply',
  ok: 'OK',
  cancel: 'Cancel',
} as const

/** Pops up on a standby whose automatic take-over is off: at log-on, and when the dialog is opened. */
export const automaticOffLabels = {
  title: 'Automatic Take-Over',
  warning:
    "Automatic take-over is off on this standby system. If the active system fails, this system will not take control until you tick 'Automatically assume control when other system is not available'.",
  turnOn: '&Turn on now',
  close: '&Close',
} as const

/** The dialog "Redundancy Administration". */
export const administrationLabels = {
  title: 'Redundancy Administration',
  currentStatus: 'Current Status',
  activeSystem: 'Active System:',
  lastSwitchOver: 'Last Switch Over:',
  lastSwitchOverReason: 'Last Switch Over Reason:',
  voiceMailServer: 'Voice Mail Server:',
  manualSwitchOver: '&Manual Switch Over',
  primarySystem: 'Primary System',
  secondarySystem: 'Secondary System',
  address: 'Address:',
  inControl: 'In Control:',
  switchingService: 'Switching Service:',
  ipPhoneService: 'IP Phone Service:',
  keepAliveService: 'Keep Alive Service:',
  replicationStatus: 'Replication Status:',
  currentServerAddress: 'Current Server Address:',
  never: 'Never',
} as const

export {
  ageSentence,
  commonLabels,
  completionLabels,
  confirmDeletionsLabels,
  confirmSwitchOverLabels,
  connectionSentences,
  deletionsQuestion,
  desktopLabels,
  fillCopyLabels,
  fillCopyQuestion,
  homeLabels,
  quitEffects,
  switchOverLabels,
  turnOnElsewhere,
} from './labels-windows.ts'
