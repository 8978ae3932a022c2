import { copyFaultWords } from './labels-copy.ts'
import { formatCount, formatDuration, formatExactDuration } from './labels-format.ts'
import { causeRemedy, causeTitle, isLinkCause } from './labels-link.ts'
import { codeWords } from './labels-values.ts'
import type { LinkCause } from './link-doctor/causes.ts'
import type { RemedyCode, RuleCode, RuleResult, RuleValue } from './rules.ts'

/**
 * What a number in a rule means. `age`: how long ago something was at most; `most`: how long something
 * may last at most; `wait`: how long it must have lasted; `remaining`: how long it still lasts;
 * `signs`: for how long an answer counts; `jump`: how far a clock moved; `typed`: a person's own words; `acts`: how often something was done; `change`: an epoch, the number of a change of control.
 */
type Unit =
  | 'age'
  | 'most'
  | 'wait'
  | 'remaining'
  | 'files'
  | 'items'
  | 'change'
  | 'signs'
  | 'acts'
  | 'jump'
  | 'typed'
  | 'plain'

interface RuleLabel {
  /** The condition, as a statement that is true when the rule holds. */
  readonly text: string
  readonly unit: Unit
  /** What is said when there is no value at all. */
  readonly absent: string
  /** The condition where the value is that of one system. */
  readonly onOneSystem?: (system: string) => string
  /** A value that is a name is why the condition does not hold: a clause of its own. */
  readonly cause?: (value: string) => string
}

const rule = (text: string, unit: Unit = 'plain', absent = ''): RuleLabel => ({ text, unit, absent })

/** Each system is judged by itself. */
const serviceUp = (service: string): RuleLabel => ({
  ...rule(`${service} is Up on both systems`),
  onOneSystem: (system) => `${service} is Up on the ${system}`,
})

const ruleTable = {
  redundancyEnabled: rule('Redundancy is enabled on this server'),
  thisSystemIsActive: rule('This server is in control'),
  oneSystemIsActive: rule('One of the two systems is in control'),
  thisSystemIsStandby: rule('This server is the standby'),
  linked: rule('The two servers are connected'),
  peerIsStandby: rule('The other server is the standby'),
  keepAliveUp: rule('Keep Alive Service is Up on both systems', 'age', 'Silent'),
  switchingServiceUp: serviceUp('Switching Service'),
  ipPhoneServiceUp: serviceUp('IP Phone Service'),
  otherServiceUp: serviceUp('Every other controlled service'),
  copyNotHeldUp: { ...rule('Nothing holds the copying up on the active system'), cause: copyFaultWords },
  replicaUpdated: rule('The copy on the standby is Updated', 'files'),
  replicaComplete: rule('The standby has a complete, verified copy', 'files', 'Unknown'),
  lineSwitchAnswers: rule('The A/B switch answers', 'age', 'No answer'),
  lineOnOwnSide: rule('The A/B switch is on the side of the active system'),
  linesElsewhere: rule('The lines are away from the active system'),
  arbiterConfigured: rule('An A/B switch is set'),
  cutDecided: rule('An A/B switch is set, or what a cut does was accepted'),
  armed: rule('Automatic take-over is on'),
  peerSilentLongEnough: rule('The other server has been silent long enough', 'wait'),
  peerServicesStopped: rule('The guardian of the other server says that its services are stopped', 'age'),
  noSignOfLifeOtherwise: rule('The other server gives no other sign of life', 'signs', 'None'),
  ownNetworkReachable: rule('This server reaches its own network', 'age', 'No answer'),
  clockSteady: rule('The clock of this server is steady', 'remaining'),
  fewAutomaticActs: rule('This server did not act by itself too often of late', 'acts'),
  noMaintenance: rule('No planned maintenance is under way', 'remaining'),
  primaryLinkedLately: rule('The Primary System was linked within the last 30 days', 'age'),
  licensed: rule('A licence is registered where one is required'),
  startUpAllowanceOver: rule('The start-up allowance of this server is over', 'remaining'),
  standbyAllowanceOver: rule('The start-up allowance of the standby is over'),
  noSwitchOverRunning: rule('No switch-over is running'),
  noGrantPending: rule('No hand-over of control is under way', 'change'),
  giverWaitOver: rule('The wait after giving control away is over', 'remaining'),
  backOffOver: rule('The pause after an abandoned take-over is over', 'remaining'),
  minimumGapOver: rule('The least time since the last automatic act is over', 'wait'),
  ownServicesStopped: rule('The services of this server are stopped'),
  noHigherEpochKnown: rule('No newer change of control is known', 'change'),
  heldBefore: rule('This server was the last one in control', 'change'),
  leaseRunning: rule('The right to be in control is confirmed', 'remaining'),
  deletionsConfirmed: rule('No deletions wait for confirmation', 'items'),
  finalSyncDone: {
    ...rule('The final copy is complete and equal on both servers', 'files'),
    cause: copyFaultWords,
  },
  servicesStart: rule('The services start on this server'),
  servicesStopped: rule('The services of the system that gives control are stopped'),
  grantFresh: rule('The hand-over is recent enough', 'age'),
  grantNewer: rule('The hand-over is newer than every known change of control', 'change'),
  noClockJump: rule('The clock of this server did not jump', 'jump'),
  noOwnStall: rule('This server was not held up', 'most'),
  chainUnbroken: rule('The A/B switch stayed on this side during the whole wait'),
  readBackMatches: rule('The A/B switch moved, and its position was read back'),
  activeBackByItself: rule('The active system was back by itself after a silence', 'most'),
  activeWentOn: rule('The active system had gone on all the while'),
  noHeartbeatHeard: rule('The other server stayed silent during the wait'),
  peerAcceptsGrant: { ...rule('The other server accepts control'), cause: copyFaultWords },
  guardianReady: rule('The guardian process of this server is ready'),
  peerNotDisabled: rule('Redundancy is enabled on the other server'),
  neverHeldBefore: rule('No server of this pair was in control before'),
  noHolderHeard: rule('The other server is not heard in control', 'age'),
  previewCurrent: rule('What was shown is still so'),
  holderChosen: rule('A person has chosen which system goes on'),
  otherNotConnected: rule('The other server is not connected'),
  boundToOther: rule('The other server may take control by itself, or may still have it'),
  noRehearsalRunning: rule('No rehearsal is planned or under way'),
  rehearsalRunning: rule('A rehearsal is planned or under way'),
  rehearsalUndisturbed: rule('The rehearsal went as it should'),
  rehearsedOver: rule('The services went over to the other system, and stood still for', 'most', 'Not done'),
  rehearsedServices: rule('They all came Up there and stayed so; they took', 'most', 'Not Up'),
  rehearsedBack: rule('The services went back, and stood still for', 'most', 'Not done'),
  rehearsedArmed: rule('Automatic take-over is as it was before'),
  noLinesBackRunning: rule('The lines are not being moved back already'),
  newestRequest: rule('No newer request took the place of this one'),
  consentTyped: rule('The consent was typed exactly as it is shown', 'typed', 'not typed'),
} as const satisfies Record<RuleCode, RuleLabel>

const remedyTable = {
  none: '',
  enableRedundancy: 'Tick "Enable Redundancy" in the Redundancy dialog, on both servers.',
  useOtherServer: 'Do this on the other server.',
  lookAtStatus: 'No server is heard in control here: the status of both says why, and what to do.',
  alreadyInControl: 'Nothing has to be done: this server is in control already.',
  checkPeerAndLineSwitch:
    'Neither the other server nor the A/B switch confirmed it in time: look at the network to both, and at what keeps this server busy.',
  checkPeerAndLink:
    'Check that the other server is switched on, that Redundancy Manager runs there, and that the network between the two works.',
  checkLinkActiveLives:
    'The other server still serves, so only the link between the two is broken: repair it. If control has to move all the same, stop the services there first, or force it.',
  actAsPerson:
    'Look at the decision record for the cause. Any command of a person on this server, as turning automatic take-over on, ends this at once.',
  endMaintenance: 'It ends by itself at its time; end it early when the work is done.',
  linkToPrimary: 'Bring the Primary System back and link the two servers; the days then count from nothing.',
  registerLicense: 'Register the licence in site.json of the Primary System.',
  checkOwnNetwork:
    'Check the network cable and the network of this server, and the gateway set in site.json.',
  startService: 'Start the service on the system where it is down, and wait until it shows Up.',
  makeServiceReady:
    'Make the readiness check of the service pass on the standby; do not start it there, it starts when control moves.',
  configureService: 'Set the service in site.json on both servers, or on neither.',
  waitForReplication:
    'Wait until the standby shows "Destination: Updated". If its status names a problem, solve that first.',
  checkLineSwitch: 'Check power, network cable, address and password of the A/B switch.',
  setLineSwitchAddress: 'Enter the AB-Switch Address in the Redundancy dialog.',
  setLineSwitchOrAccept:
    'Enter the AB-Switch Address in the Redundancy dialog, or accept in site.json of both servers what a cut does (onCut).',
  forceIfOtherIsOff:
    'Without one this server cannot know whether the other one serves: switch that one on, or look at it. If it is off and cannot come back, take control here by force.',
  waitForAllowance: 'Wait until the start-up allowance is over. Nothing else has to be done.',
  waitForRunningSwitchOver: 'Wait until the running switch-over has finished.',
  wait: 'Wait. This solves itself in a short time.',
  tickAutomatic: 'On the standby, turn on "Automatically assume control when other system is not available".',
  moveLinesBack:
    'Move the lines back in Redundancy Administration of the active system, or switch over to follow them.',
  linesAreBack: 'Nothing has to be done: the lines are on the side of the active system already.',
  leaveLocalPosition: 'The A/B switch is forced locally: release it by hand, at the switch itself.',
  confirmDeletions: 'Look at the deletions that are held, and confirm them if they are intended.',
  checkGuardian:
    'Check that the guardian process runs on this server; restart Redundancy Manager if it does not.',
  choosePerson:
    'A person has to choose which system takes control, after making sure that the other one is off.',
  useSwitchOver: 'Use Manual Switch Over, or stop Redundancy Manager on the other server first.',
  lookAgain: 'Look at what is shown now, then decide again.',
  onlyWithoutPeer: 'Nothing has to be done: the two servers hear each other.',
  declareOffFirst:
    'Bring the other server back. If it is off and stays off, declare it off first, with "The Other Server Is Off" in Redundancy Administration.',
  cancelRehearsal: 'Wait until it is over, or cancel it.',
  readRehearsal: 'Look at what is said of it, and rehearse again when that is mended.',
  typeConsent: 'Type the sentence exactly as it is shown.',
} as const satisfies Record<Exclude<RemedyCode, LinkCause>, string>

export const remedyWords = (remedy: RemedyCode): string =>
  isLinkCause(remedy) ? causeRemedy(remedy) : remedyTable[remedy]

type Duration = (ms: number) => string

const inUnit = (value: number, unit: Unit, duration: Duration): string => {
  switch (unit) {
    case 'age':
      return `${duration(value)} ago`
    case 'most':
    case 'wait':
    case 'signs':
      return duration(value)
    case 'remaining':
      return `${duration(value)} left`
    case 'files':
      return formatCount(value, 'file')
    case 'items':
      return formatCount(value, 'item')
    case 'change':
      return `change no. ${value}`
    case 'acts':
      return `${value} times`
    case 'jump':
      return `${duration(Math.abs(value))} ${value < 0 ? 'back' : 'ahead'}`
    case 'typed':
    case 'plain':
      return String(value)
  }
}

/** "primary:down" is a value of one system. */
const ofOneSystem = /^(primary|secondary):(.*)$/

/** The rule as it is said of the one system whose value it has; else as it stands. */
const saidOf = (label: RuleLabel, value: RuleValue): { readonly text: string; readonly value: RuleValue } => {
  const [, system, code] = typeof value === 'string' ? (ofOneSystem.exec(value) ?? []) : []
  return label.onOneSystem === undefined || system === undefined || code === undefined
    ? { text: label.text, value }
    : { text: label.onOneSystem(codeWords(system)), value: code }
}

/** "sip:10.10.10.1:5060@2000": what gave a sign of life, and how long ago. */
const signOfLife = /^(tcp|http|sip|link):(.+)@(\d+)$/

const signInWords = (kind: string, place: string, ageMs: number): string =>
  kind === 'link'
    ? `Redundancy Manager answered at ${place} ${formatDuration(ageMs)} ago and refused`
    : `${kind.toUpperCase()} ${place} answered ${formatDuration(ageMs)} ago`

/** What a value says by itself; null: it is one to compare with its limit. */
const causeIn = (value: RuleValue, { cause }: RuleLabel): string | null => {
  if (typeof value !== 'string') return null
  return isLinkCause(value) ? causeTitle(value) : (cause?.(value) ?? null)
}

const valueInWords = (value: RuleValue, { unit, absent }: RuleLabel, duration: Duration): string => {
  if (value === null) return absent
  if (unit === 'typed') return `"${value}"`
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return inUnit(value, unit, duration)
  const [, kind, place, ageMs] = signOfLife.exec(value) ?? []
  if (kind !== undefined && place !== undefined) return signInWords(kind, place, Number(ageMs))
  return codeWords(value)
}

const limitInWords = (limit: RuleValue, label: RuleLabel, duration: Duration): string => {
  if (limit === null) return ''
  if (typeof limit !== 'number') return valueInWords(limit, label, duration)
  switch (label.unit) {
    case 'age':
      return `at most ${duration(limit)} ago`
    case 'most':
    case 'jump':
      return `at most ${duration(limit)}`
    case 'acts':
      return `fewer than ${limit} times`
    case 'signs':
      return `none within ${duration(limit)}`
    case 'wait':
      return `at least ${duration(limit)}`
    case 'remaining':
      return ''
    default:
      return inUnit(limit, label.unit, duration)
  }
}

/** Rounded to the same figure, a value and the limit it misses would contradict each other. */
const durationFor = ({ holds, value, limit }: RuleResult): Duration => {
  if (holds || typeof value !== 'number' || typeof limit !== 'number' || value === limit)
    return formatDuration
  return formatDuration(Math.abs(value)) === formatDuration(limit) ? formatExactDuration : formatDuration
}

export interface RuleWords {
  /** The condition, as a statement. */
  readonly text: string
  /** The measured value; empty when there is none. */
  readonly value: string
  /** What it has to be; empty when there is none. */
  readonly limit: string
  /** What to do; empty when the rule holds. */
  readonly remedy: string
}

/** A judged rule in words: the same in the window, the command line and the log. */
export const ruleWords = (result: RuleResult): RuleWords => {
  const label: RuleLabel = ruleTable[result.rule]
  const { text, value } = saidOf(label, result.value)
  const remedy = remedyWords(result.remedy)
  const cause = causeIn(value, label)
  if (cause !== null) return { text, value: cause, limit: '', remedy }
  const duration = durationFor(result)
  return {
    text,
    value: valueInWords(value, label, duration),
    limit: limitInWords(result.limit, label, duration),
    remedy,
  }
}

/** One line: "Switching Service is Up on the Secondary System: is Down, must be Up. Start the service..." */
export const ruleSentence = (result: RuleResult): string => {
  const { text, value, limit, remedy } = ruleWords(result)
  const isCause = causeIn(result.value, ruleTable[result.rule]) !== null
  const facts = [value && `is ${value}`, limit && `must be ${limit}`].filter(Boolean)
  const said = isCause && value !== '' ? `no. ${value}` : facts.join(', ')
  const head = said === '' ? `${text}.` : `${text}: ${said}.`
  return remedy === '' ? head : `${head} ${remedy}`
}
