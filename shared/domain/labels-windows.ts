import type { Role } from './roles.ts'

/** Words of windows that the product's manual does not give: ours. */

/** The first page. */
export const homeLabels = {
  menu: '&System Management',
  openRedundancy: '&Redundancy...',
  openRecord: 'D&ecision Record...',
  openRehearsal: 'Re&hearsal...',
  openLink: 'Lin&k to the Other Server...',
  openLogOn: '&Log On...',
  status: 'S&tatus',
  thisServer: 'This server:',
  line: 'A/B switch:',
  automatic: 'Automatic take-over:',
  alarms: 'Alarms',
  noAlarms: 'There are no alarms.',
  alarmsUnknown: 'The alarms are not known.',
  turnOn: 'Turn &on automatic take-over',
  turnOff: 'Turn o&ff automatic take-over',
  confirmDeletions: 'Confirm &deletions...',
  menuBar: 'Menu',
  automaticOn: 'On',
  automaticOff: 'Off',
  takeOverWaits: 'This standby does not take over yet. What is missing:',
} as const

/** The desktop app itself. */
export const desktopLabels = {
  open: '&Open Redundancy Manager',
  quit: '&Quit Redundancy Manager...',
  quitTitle: 'Quit Redundancy Manager',
  quitQuestion: 'Quit Redundancy Manager on this server?',
  quitAccept: 'Quit',
  quitCancel: 'Cancel',
} as const

/** What quitting the desktop app ends. */
export const quitEffects = (
  runs: 'inThisApp' | 'inTheService',
  status: {
    readonly enabled: boolean
    readonly activeSystem: Role | 'unknown'
    readonly currentServer: { readonly role: Role }
    readonly automatic: { readonly armed: boolean }
  } | null,
): string => {
  if (runs === 'inTheService') {
    return 'Only the windows are closed: redundancy is run by the service of this server and goes on.'
  }
  const instead = 'Closing the windows alone ends nothing.'
  const services = 'Services that it controls are stopped.'
  if (status === null)
    return `The state of redundancy is not known. It ends on this server. ${services} ${instead}`
  if (!status.enabled) return `Redundancy is not enabled on this server. ${services} ${instead}`
  if (status.activeSystem === 'unknown') {
    return `Redundancy ends on this server. It is not known whether it is in control. ${services} ${instead}`
  }
  if (status.activeSystem === status.currentServer.role) {
    const then = status.automatic.armed
      ? 'automatic take-over is on, so the standby takes control.'
      : 'automatic take-over is off, so nobody is in control until this app is started again.'
    return `Redundancy ends on this server. It is in control: its services are stopped, and ${then} ${instead}`
  }
  return `Redundancy ends on this server. It is the standby: until this app is started again it gets no copies and cannot take control when the active system fails. ${instead}`
}

/** Inside Redundancy Administration, beside the product's own labels. */
export const switchOverLabels = {
  missingTitle: 'Manual Switch Over is not possible now. What is missing:',
  missingNothingNamed: 'This server cannot say what is missing.',
  needsConnection: 'This window is connected to the server',
  connectionRemedy: 'Wait until the connection is back, or open this window on the other server.',
  isNow: 'Now:',
  mustBe: 'Needed:',
  progressTitle: 'Switch-over',
  usual: 'usually',
  elapsed: 'Elapsed:',
  stop: 'S&top Switch Over',
  stopTooLate: 'It cannot be stopped any more.',
  failedTitle: 'Why:',
  stepTimes: 'Steps and times',
} as const

/** The question before a switch-over. */
export const confirmSwitchOverLabels = {
  title: 'Manual Switch Over',
  gains: 'Gains control:',
  loses: 'Loses control:',
  expected: 'Expected time:',
  calls: 'Calls in progress:',
  callsUnknown: 'Not reported. A phone in a call registers again when its call has ended.',
  notCopied: 'Not yet copied:',
  nothingLeft: 'Nothing: the standby has everything.',
  copyUnknown: 'Not known.',
  andMore: 'and more:',
  copiedFirst: 'These are copied before control moves.',
  name: 'Name',
  age: 'Age',
  size: 'Size',
  afterwards: 'Automatic take-over is off afterwards, until it is turned on again on the new standby.',
  accept: '&Switch Over',
  cancel: 'Cancel',
} as const

export const confirmDeletionsLabels = {
  title: 'Confirm Deletions',
  accept: '&Delete on Standby',
  cancel: 'Cancel',
} as const

export const completionLabels = {
  title: 'Completion',
  open: 'The switch-over is complete when every item of this list is done.',
  checked: 'Checked by the servers',
  calls: 'Test calls: make each one, then tick its box',
  done: 'Every item is done: the switch-over is complete.',
  automaticOff: 'Automatic take-over is off on this standby system.',
  automaticOn: 'Automatic take-over is on.',
  turnOn: '&Turn on now',
  notPossible: 'It cannot be turned on yet. What is missing:',
  close: '&Close this List',
} as const

/** Shared by every window. */
export const commonLabels = {
  close: 'Close',
  refusedTitle: 'This was not done.',
  connecting: 'Connecting to the server...',
  connectionLost: 'No connection to the server. The values are not known any more. Trying again...',
  stale: 'The server sends nothing new. The values are not known any more.',
  unknown: 'Unknown',
  otherServer: 'other server:',
  disagree: 'The two servers disagree.',
  notEnabled: 'Redundancy is not enabled on this server.',
} as const

/** "This server is in control. Automatic take-over can be turned on at the standby only..." */
export const turnOnElsewhere = (standby: string, address: string): string =>
  `This server is in control. Automatic take-over can be turned on at the standby only: open Redundancy Manager on the ${standby}${address === '' ? '' : ` (${address})`}.`

/** The question before held deletions are let through. */
export const fillCopyLabels = {
  title: 'Fill the Copy Again',
  open: 'Fill the Copy Again...',
  accept: '&Fill It Again',
  cancel: 'Cancel',
} as const

export const fillCopyQuestion = (set: string): string =>
  `Everything in "${set}" will be copied from the active system to the empty folder on this standby. Confirm only if its disk is mounted and meant to be empty.`

export const deletionsQuestion = (set: string): string =>
  `The items that disappeared from "${set}" on the active system will be deleted on the standby too. Confirm only if they were deleted on purpose.`

/** The tooltip of a value: who saw it and how long ago. */
export const ageSentence = (age: string, witness: string, detail: string): string => {
  const seen = age === '' ? witness : `${witness}, ${age} ago`
  const sentence = `${seen.charAt(0).toUpperCase()}${seen.slice(1)}.`
  return detail === '' ? sentence : `${sentence} ${detail}`
}

/** Sentences of the connection itself. */
export const connectionSentences = {
  notConnected: 'There is no connection to the server. Nothing was done; try again when it is back.',
  lostMeanwhile:
    'The connection to the server was lost before it answered. Look at the status to see whether it was done.',
  timeOut: 'The server did not answer in time. Look at the status to see whether it was done.',
  notUnderstood:
    'The server gave an answer that this window does not understand. Load the page again; if that does not help, the versions differ.',
  closed: 'This window is being closed.',
} as const

/** Why an entry of a menu is locked. */
export const menuLockSentences = {
  stateUnknown: 'The state of this server is not known. The configuration is changed on the active system.',
  notInControl: 'This server is not in control. The configuration is changed on the active system.',
  onStandby: (active: string, address: string): string =>
    `This server is the standby. The configuration is changed on the active system: the ${active}${address === '' ? '' : ` (${address})`}.`,
  stillCopying: (standby: string): string =>
    `Control has just moved here. Wait until the ${standby} shows "Destination: Updated".`,
} as const
