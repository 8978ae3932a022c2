import type { RecordEntry } from '../contract/record.ts'
import type { SettingsFault } from '../contract/settings.ts'
import type {
  CompletionItem,
  ReplicationView,
  Status,
  SwitchOverProgress,
  SwitchOverStep,
} from '../contract/status.ts'
import { formatBytes, formatCount, formatProgress } from './labels-format.ts'
import { codeWords, systemWords } from './labels-values.ts'
import { otherRole } from './roles.ts'

/** The words of replication, of a switch-over and of what follows it. */

const replicationTable = {
  sourceMonitoring: 'Source: Monitoring',
  sourceUpdating: 'Source: Updating',
  destinationUpdated: 'Destination: Updated',
  destinationUpdating: 'Destination: Updating',
  destinationNotUpdated: 'Destination: Not Updated',
  unknown: 'Unknown',
} as const satisfies Record<ReplicationView['state'], string>

type Problem = NonNullable<ReplicationView['problem']>

const problemTable = {
  neverCompleted: () => 'The first replication has not completed yet.',
  verificationFailed: (p) => `The copy differs from the original${at(p)}. It is being copied again.`,
  linkDown: () => 'The two servers are not connected.',
  diskFull: (p) => `The disk is full${at(p)}. Free some room; copying then goes on by itself.`,
  folderMissing: (p) =>
    `A replicated folder does not exist${at(p)}. Create it, or correct its path in site.json.`,
  folderUnreadable: (p) =>
    `A replicated folder cannot be read${at(p)}. Give Redundancy Manager the right to read it.`,
  folderSuddenlyEmpty: (p) =>
    `A replicated folder is suddenly empty${at(p)}. Check that its disk is mounted; nothing is deleted on the standby meanwhile.`,
  copyFolderEmpty: (p) =>
    `The folder of the copy is suddenly empty${at(p)}. Check that its disk is mounted on the standby; nothing is copied meanwhile.`,
  deletionsHeld: (p) =>
    `${formatCount(p.count, 'deletion')} ${p.count === 1 ? 'waits' : 'wait'} for confirmation${at(p)}.`,
  sourceUnknown: () => 'It is not known which system is the source.',
  setsDiffer: (p) =>
    `The replicated folders set on the two servers differ${at(p)}. Correct site.json on one of them.`,
  writeFailed: (p) =>
    `A file could not be written on the standby${at(p)}. Check the disk and the permissions there.`,
} as const satisfies Record<Problem['code'], (problem: Problem) => string>

/** Why a copy is not updated, in one sentence. */
export const problemWords = (problem: Problem): string => problemTable[problem.code](problem)
export const isProblemCode = (code: string): code is Problem['code'] => Object.hasOwn(problemTable, code)

const at = (problem: Problem): string => (problem.name === '' ? '' : ` (${problem.name})`)

export interface ReplicationWords {
  /** Exactly what the dialog shows as the value. */
  readonly text: string
  /** "3 of 20 files, 1.2 MB of 40.0 MB, 12 s left"; empty when nothing is being copied. */
  readonly progress: string
  /** Why it is not updated, in one sentence; empty when nothing is wrong. */
  readonly problem: string
  /** "4 files (1.2 MB) not yet copied"; empty when there are none. */
  readonly lag: string
  /** "2 names refused by rule"; empty when there are none. */
  readonly refused: string
  /** "3 items moved to salvage"; empty when there are none. */
  readonly salvaged: string
}

export const replicationWords = (view: ReplicationView): ReplicationWords => ({
  text: replicationTable[view.state],
  progress: view.progress === null ? '' : formatProgress(view.progress),
  problem: view.problem === null ? '' : problemWords(view.problem),
  lag:
    view.lagFiles === 0
      ? ''
      : `${formatCount(view.lagFiles, 'file')} (${formatBytes(view.lagBytes)}) not yet copied`,
  refused: view.refusedCount === 0 ? '' : `${formatCount(view.refusedCount, 'name')} refused by rule`,
  salvaged: view.salvagedCount === 0 ? '' : `${formatCount(view.salvagedCount, 'item')} moved to salvage`,
})

const stepTable = {
  checkRules: 'Check that everything is ready',
  copyChanges: 'Copy what has changed',
  stopServices: 'Stop the services of the system that gives control',
  finalSync: 'Make the last copy and compare',
  handOver: 'Hand over control',
  moveLines: 'Move the lines and read the A/B switch back',
  waitOut: 'Wait until no right of the other system can last any more',
  startServices: 'Start the services of the system that gains control',
} as const satisfies Record<SwitchOverStep, string>

export const stepWords = (step: SwitchOverStep): string => stepTable[step]

const stepStateTable = {
  waiting: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
} as const satisfies Record<SwitchOverProgress['steps'][number]['state'], string>

export const stepStateWords = (state: SwitchOverProgress['steps'][number]['state']): string =>
  stepStateTable[state]

/** How a switch-over stands, in one sentence. */
export const switchOverWords = (progress: SwitchOverProgress): string => {
  const to = systemWords(progress.to)
  const from = systemWords(otherRole(progress.to))
  switch (progress.outcome) {
    case null:
      return progress.kind === 'force'
        ? `The ${to} is taking control by force. Do not reset anything at this time.`
        : `Control is moving to the ${to}. Do not reset anything at this time.`
    case 'done':
      return `The ${to} is in control now.`
    case 'rolledBack':
      return `The switch-over was rolled back. The ${from} stays in control.`
    case 'failed':
      if (progress.kind === 'force') return `The ${to} could not take control by force.`
      return `The switch-over to the ${to} failed. Look at the alarms to see who is in control.`
  }
}

const completionTable = {
  servicesUp: 'Services are up on the new active system',
  linesOnRightSide: 'The lines are on the right side (read back)',
  phonesHome: 'Phones have registered again',
  replicaUpdated: 'The copy on the new standby is Updated',
  incomingCall: 'Incoming call works',
  outgoingCall: 'Outgoing call works',
  extensionToExtension: 'Extension to extension call works',
  voiceMailAccess: 'Voice-mail access works',
} as const satisfies Record<CompletionItem['item'], string>

const completionStateTable = {
  done: 'Done',
  open: 'Open',
  notConfigured: 'Not configured',
} as const satisfies Record<CompletionItem['state'], string>

export interface CompletionWords {
  readonly text: string
  readonly state: string
  /** "17 of 20"; empty when nothing is counted. */
  readonly count: string
  /** Who is still missing; empty when nobody is. */
  readonly detail: string
}

const missingWords = ({ item, state, total, names }: CompletionItem): string => {
  if (item === 'phonesHome' && state === 'open' && total === null) {
    return 'The list of telephones is not known yet. If this stays: look whether the page "phonesUrl" of site.json answers.'
  }
  return names.length === 0 ? '' : `Still on the other server or in a call: ${names.join(', ')}`
}

export const completionWords = (item: CompletionItem): CompletionWords => {
  return {
    text: completionTable[item.item],
    state: completionStateTable[item.state],
    count: item.done === null || item.total === null ? '' : `${item.done} of ${item.total}`,
    detail: missingWords(item),
  }
}

/** Said of a server that is not heard, too. */
export const controlUnknown = 'It is not known which system is in control.'

/** Who is in control, in one sentence. */
export const controlSentence = (status: Status): string => {
  if (!status.enabled) return 'Redundancy is not enabled on this server.'
  const { activeSystem } = status
  if (activeSystem === 'unknown') {
    const nobodyIs = [status.primary, status.secondary].every((system) => system.inControl.value === 'no')
    return nobodyIs ? 'No system is in control.' : controlUnknown
  }
  const address = status[activeSystem].address
  const where = status.currentServer.role === activeSystem ? 'this server' : 'the other server'
  return `The ${systemWords(activeSystem)} is in control: ${where}${address === '' ? '' : `, ${address}`}.`
}

const fieldTable = {
  enabled: 'Enable Redundancy',
  role: 'System Role',
  primaryAddress: 'Primary Address',
  secondaryAddress: 'Secondary Address',
  lineSwitchAddress: 'AB-Switch Address',
  key: 'Redundancy Key',
  revision: 'Settings',
} as const satisfies Record<SettingsFault['field'], string>

const faultTable = {
  missing: 'This must be filled in.',
  notAnAddress:
    'This is not an IPv4 address: four numbers from 0 to 255. Host names are not accepted, because a name service is one more thing that can fail.',
  notThisServer:
    'This address is not one of this server. The address of its System Role must be one of its own.',
  mustDiffer: 'The three addresses must differ from each other.',
  keyMissing: 'Enter the Redundancy Key. It must be the same on both servers.',
  keyBlank:
    'The Redundancy Key cannot be blanks only: nobody could see whether it is the same on the other server. Enter letters or digits.',
  stale: 'Someone else has changed the settings meanwhile. Open this window again and repeat your change.',
  switchOverRunning: 'A switch-over is running. Wait until it has finished.',
  disableFirst: 'Untick Enable Redundancy first; this cannot change while the pair is running.',
  disarmFirst:
    'Automatic take-over is on: while the keys of the two servers differ they do not hear each other, and the standby would take control. Turn it off on the standby, change the key on both servers, then turn it on again.',
  notAHost:
    'This cannot be the address of a machine: it begins with 0, or is a multicast or broadcast address.',
} as const satisfies Record<SettingsFault['code'], string>

/** A setting as the dialog calls it; one that is not of the dialog keeps its name. */
export const fieldWords = (field: string): string =>
  (fieldTable as Readonly<Record<string, string>>)[field] ?? field

/** A refused setting: the field as the dialog calls it, and what to do. */
export const settingsFaultWords = (fault: SettingsFault): { field: string; text: string } => ({
  field: fieldTable[fault.field],
  text: faultTable[fault.code],
})

const triggerTable = {
  automatic: 'Automatic',
  person: 'Person',
  peer: 'Other server',
  lease: 'Right to control ran out',
  start: 'Start of the server',
  guardian: 'Guardian lost',
  services: 'Services did not start',
} as const satisfies Record<RecordEntry['trigger'], string>

const recordOutcomeTable = {
  begun: 'Begun',
  done: 'Done',
  refused: 'Refused',
  abandoned: 'Abandoned',
  noted: 'Noted',
} as const satisfies Record<RecordEntry['outcome'], string>

/** What an entry of the decision record is about. */
const actTable: Readonly<Record<string, string>> = {
  enable: 'Enable redundancy',
  disable: 'Disable redundancy',
  changeSettings: 'Change the settings',
  siteChanged: 'site.json was changed',
  confirmDeletions: 'Confirm held deletions',
  acceptCertificate: 'Accept the new certificate of the other server',
  firstControl: 'Take control for the first time',
  takeOver: 'Automatic take-over',
  wouldTakeOver: 'Automatic take-over, were it on',
  resume: 'Resume control',
  useOldGrant: 'Take control that was handed over earlier',
  force: 'Forced switch over',
  forceConsent: 'Consent to a forced switch over',
  switchOver: 'Manual switch over',
  giveControl: 'Hand over control',
  takeGrant: 'Accept control',
  returnGrant: 'Return control',
  demote: 'Let go of control',
  raiseEpoch: 'Stay in control under a newer change',
  moveLineBack: 'Move the lines back',
  arm: 'Turn automatic take-over on',
  disarm: 'Turn automatic take-over off',
  declareOtherOff: 'Declare the other server off',
  dualControl: 'Both systems claimed control',
  acknowledgeDualControl: 'Acknowledge that both systems claimed control',
  stall: 'This server was held up',
  peerDisabled: 'Redundancy was disabled on the other server',
  hostStuck: 'The program of this server answers nobody',
  endHost: 'End the program of this server, which answers nobody',
  clockJump: 'The clock of this server jumped',
  beginMaintenance: 'Begin planned maintenance',
  endMaintenance: 'End planned maintenance',
  planRehearsal: 'Ask for a rehearsal',
  rehearsal: 'Rehearsal',
}

export const actWords = (act: string): string => actTable[act] ?? codeWords(act)
export const triggerWords = (trigger: RecordEntry['trigger']): string => triggerTable[trigger]
export const recordOutcomeWords = (outcome: RecordEntry['outcome']): string => recordOutcomeTable[outcome]
