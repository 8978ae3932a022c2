import { formatBytes, formatCount, formatDuration } from './labels-format.ts'
import { codeWords } from './labels-values.ts'
import type { RemedyCode, RuleCode, RuleResult, RuleValue } from './rules.ts'

/** What a number in a rule means. `change`: an epoch, the number of a change of control. */
type Unit = 'duration' | 'files' | 'items' | 'bytes' | 'change' | 'plain'

interface RuleLabel {
  /** The condition, as a statement that is true when the rule holds. */
  readonly text: string
  readonly unit: Unit
}

const rule = (text: string, unit: Unit = 'plain'): RuleLabel => ({ text, unit })

const ruleTable = {
  redundancyEnabled: rule('Redundancy is enabled on this server'),
  thisSystemIsActive: rule('This server is in control'),
  thisSystemIsStandby: rule('This server is the standby'),
  linked: rule('The two servers are connected'),
  peerIsStandby: rule('The other server is the standby'),
  keepAliveUp: rule('Keep Alive Service is Up on both systems'),
  switchingServiceUp: rule('Switching Service is Up on both systems'),
  ipPhoneServiceUp: rule('IP Phone Service is Up on both systems'),
  otherServiceUp: rule('Every other controlled service is Up on both systems'),
  replicaUpdated: rule('The copy on the standby is Updated', 'files'),
  replicaComplete: rule('The standby has a complete, verified copy', 'files'),
  lineSwitchAnswers: rule('The A/B switch answers', 'duration'),
  lineOnOwnSide: rule('The A/B switch is on the side of the active system'),
  arbiterConfigured: rule('An A/B switch is set'),
  armed: rule('Automatic take-over is on'),
  peerSilentLongEnough: rule('The other server has been silent long enough', 'duration'),
  noSignOfLifeOtherwise: rule('The other server gives no other sign of life'),
  startUpAllowanceOver: rule('The start-up allowance of this server is over', 'duration'),
  noSwitchOverRunning: rule('No switch-over is running'),
  noGrantPending: rule('No hand-over of control is under way'),
  giverWaitOver: rule('The wait after giving control away is over', 'duration'),
  backOffOver: rule('The pause after an abandoned take-over is over', 'duration'),
  minimumGapOver: rule('The least time since the last automatic act is over', 'duration'),
  ownServicesStopped: rule('The services of this server are stopped'),
  noHigherEpochKnown: rule('No newer change of control is known', 'change'),
  heldBefore: rule('This server was the last one in control', 'change'),
  leaseRunning: rule('The right to be in control is confirmed', 'duration'),
  deletionsConfirmed: rule('No deletions wait for confirmation', 'items'),
  finalSyncDone: rule('The final copy is complete and equal on both servers', 'files'),
  servicesStopped: rule('The services of the system that gives control are stopped'),
  grantFresh: rule('The hand-over is recent enough', 'duration'),
  grantNewer: rule('The hand-over is newer than every known change of control', 'change'),
  noOwnStall: rule('This server was not held up', 'duration'),
  chainUnbroken: rule('The A/B switch stayed on this side during the whole wait'),
  readBackMatches: rule('The A/B switch moved, and its position was read back'),
  noHeartbeatHeard: rule('The other server stayed silent during the wait'),
  peerAcceptsGrant: rule('The other server accepts control'),
  guardianReady: rule('The guardian process of this server is ready'),
  peerNotDisabled: rule('Redundancy is enabled on the other server'),
  neverHeldBefore: rule('No server of this pair was in control before'),
} as const satisfies Record<RuleCode, RuleLabel>

const remedyTable = {
  none: '',
  enableRedundancy: 'Tick "Enable Redundancy" in the Redundancy dialog, on both servers.',
  useOtherServer: 'Do this on the other server.',
  checkPeerAndLink:
    'Check that the other server is switched on, that Redundancy Manager runs there, and that the network between the two works.',
  startService: 'Start the service on the system where it is down, and wait until it shows Up.',
  waitForReplication:
    'Wait until the standby shows "Destination: Updated". If its status names a problem, solve that first.',
  checkLineSwitch: 'Check power, network cable, address and password of the A/B switch.',
  setLineSwitchAddress: 'Enter the AB-Switch Address in the Redundancy dialog.',
  waitForAllowance: 'Wait until the start-up allowance is over. Nothing else has to be done.',
  waitForRunningSwitchOver: 'Wait until the running switch-over has finished.',
  wait: 'Wait. This solves itself in a short time.',
  tickAutomatic: 'On the standby, turn on "Automatically assume control when other system is not available".',
  moveLinesBack:
    'Set the A/B switch back to the side of the active system, or take it out of its local position by hand.',
  confirmDeletions: 'Look at the deletions that are held, and confirm them if they are intended.',
  checkGuardian:
    'Check that the guardian process runs on this server; restart Redundancy Manager if it does not.',
  choosePerson:
    'A person has to choose which system takes control, after making sure that the other one is off.',
} as const satisfies Record<RemedyCode, string>

export const remedyWords = (remedy: RemedyCode): string => remedyTable[remedy]

const inUnit = (value: number, unit: Unit): string => {
  switch (unit) {
    case 'duration':
      return formatDuration(value)
    case 'files':
      return formatCount(value, 'file')
    case 'items':
      return formatCount(value, 'item')
    case 'bytes':
      return formatBytes(value)
    case 'change':
      return `change no. ${value}`
    case 'plain':
      return String(value)
  }
}

const valueInWords = (value: RuleValue, unit: Unit): string => {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return inUnit(value, unit)
  return codeWords(value)
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
  const { text, unit } = ruleTable[result.rule]
  return {
    text,
    value: valueInWords(result.value, unit),
    limit: valueInWords(result.limit, unit),
    remedy: remedyTable[result.remedy],
  }
}

/** One line: "Switching Service is Up on both systems: is Down, must be Up. Start the service..." */
export const ruleSentence = (result: RuleResult): string => {
  const words = ruleWords(result)
  const facts = [words.value && `is ${words.value}`, words.limit && `must be ${words.limit}`].filter(Boolean)
  const head = facts.length > 0 ? `${words.text}: ${facts.join(', ')}.` : `${words.text}.`
  return words.remedy === '' ? head : `${head} ${words.remedy}`
}
