import { linkCauses } from './link-doctor/causes.ts'

/**
 * A rule as it was judged: a code, never a sentence. The dialog, the command line, the log and the
 * decision record all print the same value through the label table.
 */
export interface RuleResult {
  readonly rule: RuleCode
  readonly holds: boolean
  /** The measured value: a number (its unit is in the rule's label), a code, a name, or none. */
  readonly value: RuleValue
  /** What the value is compared with. */
  readonly limit: RuleValue
  /** What to do about it. */
  readonly remedy: RemedyCode
}

export type RuleValue = number | string | boolean | null

export const ruleCodes = [
  'redundancyEnabled',
  'thisSystemIsActive',
  'oneSystemIsActive',
  'thisSystemIsStandby',
  'linked',
  'peerIsStandby',
  'keepAliveUp',
  'switchingServiceUp',
  'ipPhoneServiceUp',
  'otherServiceUp',
  'replicaUpdated',
  'copyNotHeldUp',
  'replicaComplete',
  'lineSwitchAnswers',
  'lineOnOwnSide',
  'linesElsewhere',
  'arbiterConfigured',
  'cutDecided',
  'armed',
  'peerSilentLongEnough',
  'peerServicesStopped',
  'noSignOfLifeOtherwise',
  'ownNetworkReachable',
  'clockSteady',
  'fewAutomaticActs',
  'noMaintenance',
  'primaryLinkedLately',
  'licensed',
  'startUpAllowanceOver',
  'standbyAllowanceOver',
  'noSwitchOverRunning',
  'noGrantPending',
  'giverWaitOver',
  'backOffOver',
  'minimumGapOver',
  'ownServicesStopped',
  'noHigherEpochKnown',
  'heldBefore',
  'leaseRunning',
  'deletionsConfirmed',
  'finalSyncDone',
  'servicesStart',
  'servicesStopped',
  'grantFresh',
  'grantNewer',
  'noOwnStall',
  'noClockJump',
  'chainUnbroken',
  'readBackMatches',
  'noHeartbeatHeard',
  'activeBackByItself',
  'activeWentOn',
  'peerAcceptsGrant',
  'guardianReady',
  'peerNotDisabled',
  'neverHeldBefore',
  'noHolderHeard',
  'previewCurrent',
  'consentTyped',
  'holderChosen',
  'otherNotConnected',
  'boundToOther',
  'noRehearsalRunning',
  'rehearsalRunning',
  'rehearsalUndisturbed',
  'rehearsedOver',
  'rehearsedServices',
  'rehearsedBack',
  'rehearsedArmed',
  'newestRequest',
  'noLinesBackRunning',
] as const
export type RuleCode = (typeof ruleCodes)[number]

export const remedyCodes = [
  'none',
  'enableRedundancy',
  'useOtherServer',
  'lookAtStatus',
  'alreadyInControl',
  'checkPeerAndLink',
  'checkPeerAndLineSwitch',
  'checkLinkActiveLives',
  'checkOwnNetwork',
  'actAsPerson',
  'endMaintenance',
  'linkToPrimary',
  'registerLicense',
  'startService',
  'makeServiceReady',
  'configureService',
  'waitForReplication',
  'checkLineSwitch',
  'setLineSwitchAddress',
  'setLineSwitchOrAccept',
  'forceIfOtherIsOff',
  'waitForAllowance',
  'waitForRunningSwitchOver',
  'wait',
  'tickAutomatic',
  'moveLinesBack',
  'linesAreBack',
  'leaveLocalPosition',
  'confirmDeletions',
  'checkGuardian',
  'choosePerson',
  'useSwitchOver',
  'lookAgain',
  'typeConsent',
  'onlyWithoutPeer',
  'declareOffFirst',
  'cancelRehearsal',
  'readRehearsal',
  /** What the link doctor found is its own remedy. */
  ...linkCauses,
] as const
export type RemedyCode = (typeof remedyCodes)[number]

export const judge = (
  rule: RuleCode,
  holds: boolean,
  value: RuleValue,
  limit: RuleValue,
  remedy: RemedyCode,
): RuleResult => ({ rule, holds, value, limit, remedy: holds ? 'none' : remedy })

export const allHold = (rules: readonly RuleResult[]): boolean => rules.every((rule) => rule.holds)

export const failing = (rules: readonly RuleResult[]): RuleResult[] => rules.filter((rule) => !rule.holds)
