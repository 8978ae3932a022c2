import type { LinePosition, ObservedControl, ServiceValue, Status } from '../contract/status.ts'
import type { SwitchOverReason } from './reasons.ts'
import type { Role } from './roles.ts'

/** The words of single values, as the dialogs show them. */

const serviceTable = {
  up: 'Up',
  down: 'Down',
  unknown: 'Unknown',
  notConfigured: 'Not configured',
} as const satisfies Record<ServiceValue, string>
const controlTable = { yes: 'Yes', no: 'No', unknown: 'Unknown' } as const satisfies Record<
  ObservedControl['value'],
  string
>
const voiceMailTable = {
  available: 'Available',
  unavailable: 'Unavailable',
  notConfigured: 'Not configured',
  unknown: 'Unknown',
} as const satisfies Record<Status['voiceMailServer'], string>
const activeTable = {
  primary: 'Primary',
  secondary: 'Secondary',
  unknown: 'Unknown',
} as const satisfies Record<Status['activeSystem'], string>
const lineTable = {
  A: 'A (Primary System)',
  B: 'B (Secondary System)',
  mixed: 'Mixed: its cards differ',
  forcedLocally: 'Forced locally',
  unverified: 'Unverified: no answer',
  none: 'Not configured',
} as const satisfies Record<LinePosition, string>

export const valueWords = {
  service: (value: ServiceValue): string => serviceTable[value],
  control: (value: ObservedControl['value']): string => controlTable[value],
  voiceMail: (value: Status['voiceMailServer']): string => voiceMailTable[value],
  activeSystem: (value: Status['activeSystem']): string => activeTable[value],
  line: (value: LinePosition): string => lineTable[value],
} as const

/** "Primary System", "Secondary System". */
export const systemWords = (role: Role): string =>
  role === 'primary' ? 'Primary System' : 'Secondary System'

const reasonTable = {
  manualSwitchOver: 'Manual switch over',
  forcedSwitchOver: 'Forced switch over',
  otherSystemNotAvailable: 'Other system not available',
  serviceFailedOnActive: 'Service failed on active system',
  activeLostNetwork: 'Active system lost its network',
  dualControlResolved: 'Dual control resolved',
  rehearsal: 'Rehearsal',
  restartOfBoth: 'Restart of both systems',
  guardianRestarted: 'Guardian restarted',
  unknown: 'Unknown',
} as const satisfies Record<SwitchOverReason, string>

/** The closed list of reasons for a change of control, in words. */
export const reasonWords = (reason: SwitchOverReason): string => reasonTable[reason]

const witnessTable = {
  self: 'seen by this server',
  peer: 'reported by the other server',
  lineSwitch: 'read from the A/B switch',
  none: 'nobody can see it now',
} as const satisfies Record<ObservedControl['witness'], string>

/** Who saw a value. */
export const witnessWords = (witness: ObservedControl['witness']): string => witnessTable[witness]

/** What the probes find out that is no trouble; every other detail is a sentence already. */
const detailTable: Readonly<Record<string, string>> = {
  ready: 'ready, starts at take-over',
  notConfigured: 'No such service is set in site.json.',
}

/** The technical cause of a value, for its tooltip. */
export const detailWords = (detail: string): string =>
  Object.hasOwn(detailTable, detail) ? (detailTable[detail] ?? detail) : detail

/** Codes that rules and alarms carry as values; anything else is a name and stays as it is. */
const codeTable: Readonly<Record<string, string>> = {
  ...serviceTable,
  ...controlTable,
  ...lineTable,
  available: 'Available',
  unavailable: 'Unavailable',
  primary: 'Primary System',
  secondary: 'Secondary System',
  active: 'Active',
  standby: 'Standby',
  on: 'On',
  off: 'Off',
  disabled: 'Disabled',
  disabledServing: 'Disabled, and serving alone',
  takingOver: 'Taking over',
  granted: 'Being given control',
  stopped: 'Stopped',
  stopping: 'Stopping',
  starting: 'Starting',
  running: 'Running',
  none: 'None',
  notRequired: 'Not required',
  registered: 'Registered',
  onPrimarysWord: 'On the word of the Primary System',
  missing: 'Missing',
  lineSwitch: 'A/B switch',
  activeLetsGo: 'Accepted: the active system lets go',
  activeStays: 'Accepted: the active system stays in control',
  derived: 'what follows from the other times',
  notAskedYet: 'Not asked yet',
  newestUnanswered: 'No answer to the newest question',
  superseded: 'A newer one counts now',
  startedAnew: 'No, it was started anew',
  servicesStopped: 'No, it had let go and its services were stopped',
  notKnown: 'Not known: this server had not heard it before',
  wordGiven: 'The other server was told that they are stopped',
  noCarrier: 'No network at the address of this server',
  missed: 'It did not begin in its time',
  controlMoved: 'Control moved otherwise',
  cancelled: 'A person cancelled it',
  person: 'A person moved control meanwhile',
  notSwitched: 'Control could not be handed over and stayed where it was',
  returned: 'The other system could not take control and returned it',
  startFailed: 'The services of the other system did not start',
  servicesDown: 'The services of the other system did not stay Up',
  interrupted: 'The other system lost control or was started anew meanwhile',
  takenBack: 'Control came back without a switch-over',
  notBack: 'Control could not go back',
  leftOff: 'Off, because the other system could not serve',
  notArmed: 'Automatic take-over could not be turned on again',
  sourceMonitoring: 'Source: Monitoring',
  sourceUpdating: 'Source: Updating',
  destinationUpdated: 'Updated',
  destinationUpdating: 'Updating',
  destinationNotUpdated: 'Not Updated',
  updated: 'Updated',
  updating: 'Updating',
  notUpdated: 'Not Updated',
}

export const codeWords = (code: string): string =>
  Object.hasOwn(codeTable, code) ? (codeTable[code] ?? code) : code
