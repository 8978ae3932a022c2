import type { Alarm } from '../contract/status.ts'
import { asClause, formatCount, formatDuration } from './labels-format.ts'
import { ARBITER_REMEDY, findingIn, findingWords, TIMING_REMEDY } from './labels-link.ts'
import { remedyWords } from './labels-rules.ts'
import { codeWords, reasonWords } from './labels-values.ts'
import { switchOverReasons } from './reasons.ts'

/** Alarms in words: what is wrong, and what to do. A parameter that is missing only shortens the sentence. */

type Params = Alarm['params']

interface AlarmLabel {
  readonly title: string
  readonly text: (params: Params) => string
  readonly remedy: string | ((params: Params) => string)
}

/** " (10.10.1.140)", or nothing. */
const named = (params: Params, key: string): string => {
  const value = params[key]
  return value === undefined || value === '' ? '' : ` (${codeWords(String(value))})`
}

/** " This server: 1.2; other server: 1.3.", or nothing. */
const bothSides = (params: Params): string => {
  const { own, peer } = params
  if (own === undefined || peer === undefined) return ''
  return ` This server: ${codeWords(String(own)) || 'none'}; other server: ${codeWords(String(peer)) || 'none'}.`
}

const count = (params: Params, key: string): number | null => {
  const value = params[key]
  return typeof value === 'number' ? value : null
}

const alarmTable = {
  peerSilent: {
    title: 'The other server is silent',
    text: (p) => {
      const found = findingIn(p)
      const silence = `Nothing is heard from the other server${named(p, 'address')}.`
      return found === null ? silence : `${silence} ${findingWords(found).text}`
    },
    remedy: (p) => {
      const found = findingIn(p)
      if (found !== null) return findingWords(found).remedy
      return p.seeBeside === undefined
        ? 'Check that it is switched on, that Redundancy Manager runs there, and the network between the two servers.'
        : 'The alarm beside this one names the reason.'
    },
  },
  peerDisabled: {
    title: 'Redundancy is disabled on the other server',
    text: (p) =>
      p.state === 'serving'
        ? `"Enable Redundancy" is not ticked on the other server${named(p, 'address')}: it serves alone, and this standby will not take over from it.`
        : `"Enable Redundancy" is not ticked on the other server${named(p, 'address')}, so it will never take over.`,
    remedy: 'Tick "Enable Redundancy" there when the pair is to work again.',
  },
  lineSwitchSilent: {
    title: 'The A/B switch does not answer',
    text: (p) =>
      `The A/B switch${named(p, 'address')} gives no answer; the position of the lines is not verified.`,
    remedy:
      'Check its power, network cable, address and password. No switch-over is possible until it answers.',
  },
  lineForced: {
    title: 'The A/B switch was moved by hand',
    text: (p) =>
      p.position === 'forcedLocally'
        ? 'The A/B switch is forced locally, so it takes no order from either system.'
        : `The A/B switch${named(p, 'position')} is not where the active system put it.`,
    remedy: ({ position }) =>
      remedyWords(position === 'forcedLocally' ? 'leaveLocalPosition' : 'moveLinesBack'),
  },
  lineMixed: {
    title: 'The cards of the A/B switch differ',
    text: () =>
      'Some cards of the A/B switch are on side A and others on side B, so some lines end on the standby.',
    remedy: 'Check the cards; a switch-over or "Move Lines Back" sets all of them.',
  },
  noHolder: {
    title: 'No system is in control',
    text: () => 'Neither server is in control, so calls are not served.',
    remedy: 'Look at the other alarms: they say what is missing.',
  },
  dualControl: {
    title: 'Both systems claimed control',
    text: (p) =>
      p.kind === 'sameEpoch'
        ? 'Both servers claimed control under the same number, as after a restored disk: one of them does not know what it did before. Both let go.'
        : 'Each server was in control without knowing of the other. When they heard each other the older one let go. Nothing of it is deleted: what only it has is in its salvage box.',
    remedy:
      'Look through the salvage box of the server that let go, find out what separated the two, then acknowledge this in Redundancy Administration.',
  },
  automaticOff: {
    title: 'Automatic take-over is off',
    text: ({ reason }) => {
      const last = switchOverReasons.find((one) => one === reason)
      const why =
        last === undefined ? '' : ` It was turned off by the last change of control: ${reasonWords(last)}.`
      return `If the active system fails, the standby will not take control by itself.${why}`
    },
    remedy:
      'On the standby, turn on "Automatically assume control when other system is not available" as soon as its copy is Updated.',
  },
  massDeletionHeld: {
    title: 'Many deletions are held back',
    text: (p) => {
      const items = count(p, 'count')
      return `${items === null ? 'Many items' : formatCount(items, 'item')} disappeared from the active system${named(p, 'set')}. They are kept on the standby until someone confirms.`
    },
    remedy: (p) =>
      p.at === 'otherServer'
        ? 'On the active system, check that the disk is mounted and that the deletions are intended; then confirm them there.'
        : 'Check that the disk is mounted and that the deletions are intended; then confirm them.',
  },
  copyFolderEmpty: {
    title: 'The folder of the copy is empty',
    text: (p) => {
      const items = count(p, 'count')
      return `${items === null ? 'All items' : formatCount(items, 'item')} of the copy disappeared from this standby's own disk${named(p, 'set')}. Nothing is copied to it until someone confirms.`
    },
    remedy: 'Check that the disk is mounted. If it is a new one, confirm: everything is copied to it again.',
  },
  keyMismatch: {
    title: 'The Redundancy Keys differ',
    text: () => 'The two servers have different Redundancy Keys, so they do not talk to each other.',
    remedy: 'Enter the same Redundancy Key on both servers.',
  },
  roleMismatch: {
    title: 'Both servers have the same System Role',
    text: (p) => `One server must be Primary and the other Secondary.${bothSides(p)}`,
    remedy: 'Correct the System Role on one of them.',
  },
  versionMismatch: {
    title: 'The versions differ',
    text: (p) => `The two servers run different versions of Redundancy Manager.${bothSides(p)}`,
    remedy: 'Install the same version on both.',
  },
  clockSkew: {
    title: 'The clocks differ',
    text: (p) => {
      const skew = count(p, 'skewMs')
      return `The clocks of the two servers differ by ${skew === null ? 'more than 2 s' : formatDuration(Math.abs(skew))}.`
    },
    remedy: 'Set both to the same time source.',
  },
  addressMismatch: {
    title: 'The addresses differ',
    text: (p) => `The addresses set on the two servers do not match.${bothSides(p)}`,
    remedy: 'Enter the same Primary Address and Secondary Address on both servers.',
  },
  arbiterMismatch: {
    title: 'The A/B switch settings differ',
    text: (p) =>
      `The two servers do not use the same A/B switch, or did not accept the same for a cut without one.${bothSides(p)}`,
    remedy: ARBITER_REMEDY,
  },
  timingMismatch: {
    title: 'The times differ',
    text: (p) => `The two servers do not use the same times, on which both rely.${bothSides(p)}`,
    remedy: TIMING_REMEDY,
  },
  timingNotInUse: {
    title: 'New times are not used yet',
    text: ({ site, used }) => {
      const both = site === undefined || used === undefined ? '' : ` In site.json: ${site}; in use: ${used}.`
      return `While redundancy is enabled this server keeps the times it was enabled with.${both}`
    },
    remedy: TIMING_REMEDY,
  },
  onCutNotInUse: {
    title: 'What is accepted for a cut is not used yet',
    text: ({ site, used }) => {
      const named = (code: unknown): string => codeWords(String(code)) || 'Nothing'
      const both =
        site === undefined || used === undefined
          ? ''
          : ` In site.json: ${named(site)}; in use: ${named(used)}.`
      return `While redundancy is enabled this server keeps what was accepted when it was enabled.${both}`
    },
    remedy:
      'Untick Enable Redundancy on both servers, write the same sentence in site.json, and tick it again.',
  },
  certificateChanged: {
    title: 'The certificate of one server has changed',
    text: () => 'The other server proved the Redundancy Key, but one of the two certificates has changed.',
    remedy:
      'If one of the servers was installed anew, accept its new certificate on the other one, in "Link to the Other Server" or with "redundancy accept-certificate"; if not, find out who answers at the address of the other server.',
  },
  linkFault: {
    title: 'The link to the other server cannot be used',
    text: (p) => {
      const cause = asClause(String(p.detail ?? ''))
      return `The two servers cannot talk to each other${cause === '' ? '' : `: ${cause}`}.`
    },
    remedy: 'Look at the named port or program; the link comes up by itself when it is free.',
  },
  weakKey: {
    title: 'The Redundancy Key is short',
    text: () => 'A key under 12 characters can be guessed.',
    remedy: 'Use "Generate", and enter the new key on both servers.',
  },
  guardianGone: {
    title: 'The guardian process does not answer',
    text: () =>
      'The process that starts and stops the services does not answer, so this server cannot take control.',
    remedy: 'Restart Redundancy Manager on this server; if the alarm stays, look at its log.',
  },
  guardianUnheard: {
    title: 'The guardian process cannot be asked by the other server',
    text: (p) =>
      `${asClause(String(p.detail ?? '')) || 'The port of the guardian process cannot be opened'}.`,
    remedy: 'Stop the program that uses the port, or set another guardian port in site.json on both servers.',
  },
  serviceFailing: {
    title: 'A service does not stay up',
    text: (p) => {
      const cause = asClause(String(p.detail ?? ''))
      return `A service${named(p, 'service')} ends again and again and is restarted each time${cause === '' ? '' : `: ${cause}`}.`
    },
    remedy:
      'Mend what it names; the service comes up by itself then. If only this server is at fault, switch over.',
  },
  hostStuck: {
    title: 'The program on the other server answers nobody',
    text: () =>
      'Redundancy Manager on the other server stands still where it answers windows and commands. Its control, its services and copying go on.',
    remedy:
      'A service starts itself again as soon as it is not in control: if it is, switch over from here at a quiet time. A desktop app has to be ended and started there.',
  },
  diskFull: {
    title: 'A disk is full',
    text: (p) => `There is no room left on a disk of this server${named(p, 'path')}.`,
    remedy: 'Free some room; work goes on by itself.',
  },
  settingsNotSaved: {
    title: 'The settings could not be saved',
    text: (p) => {
      const cause = asClause(String(p.detail ?? ''))
      return `Redundancy is disabled on this server, and stays so over a restart, but its settings do not say so yet${cause === '' ? '' : `: ${cause}`}.`
    },
    remedy:
      'Mend what it names, or free some room on that disk; the settings are written by themselves then.',
  },
  dataFolderOpenToOthers: {
    title: 'Other users can read the data folder',
    text: (p) => `The data folder${named(p, 'path')} is open to other users of this server.`,
    remedy: 'Take their rights away, so that only the account of Redundancy Manager can read it.',
  },
  stateRepaired: {
    title: 'The stored state was repaired',
    text: () => 'The stored state of this server was damaged; the last good copy is used.',
    remedy: 'Check the disk. Until the two servers agree, this one stays careful.',
  },
  recordRepaired: {
    title: 'The decision record was repaired',
    text: () => 'The last line of the decision record was not complete and was cut off.',
    remedy: 'Nothing has to be done if the server lost power; else check the disk.',
  },
  watchMissedChanges: {
    title: 'Some changes were noticed late',
    text: (p) => {
      const items = count(p, 'count')
      return `A full check found ${items === null ? 'changes' : formatCount(items, 'change')} that had not been announced${named(p, 'set')}. They are copied now.`
    },
    remedy: 'Nothing has to be done. If it happens often, raise the limit of watched folders of the system.',
  },
  maintenance: {
    title: 'Planned maintenance',
    text: (p) => {
      const left = count(p, 'leftMs')
      return `Automatic take-over is off on both servers${left === null ? '' : `; this ends by itself in ${formatDuration(left)}`}.`
    },
    remedy:
      'End it early when the work is done: until then nobody takes over from an active system that fails.',
  },
  primaryAway: {
    title: 'The Primary System is away too long',
    text: (p) => {
      const days = `The Primary System was not linked for ${formatCount(count(p, 'days') ?? 0, 'day')}`
      if (p.state === 'active') return `${days}. This server goes on serving.`
      const left = count(p, 'daysLeft') ?? 0
      return left > 0
        ? `${days}; in ${formatCount(left, 'day')} this server can no longer take control by itself.`
        : `${days}, so this server does not take control by itself.`
    },
    remedy: 'Bring the Primary System back and link the two servers.',
  },
  automaticHeld: {
    title: 'Automatic take-over holds back',
    text: (p) =>
      `This server acted by itself ${count(p, 'count') ?? 'too many'} times of late, and waits now.`,
    remedy:
      'Look at the decision record for the cause. Any command of a person on this server, as turning automatic take-over on, ends this at once.',
  },
  ownNetworkLost: {
    title: 'This server does not reach its own network',
    text: (p) =>
      p.what === 'noCarrier'
        ? 'There is no network at the address of this server, so it does not take control.'
        : 'The gateway set in site.json does not answer, so this server does not take control.',
    remedy: 'Check the network cable, the network and the gateway of this server.',
  },
  licenseMissing: {
    title: 'A licence is missing',
    text: () => 'A licence is required and none is known, so this server does not take control by itself.',
    remedy:
      'Register the licence in site.json of the Primary System; the Secondary System hears of it over the link.',
  },
  choosePerson: {
    title: 'A person has to choose',
    text: () => 'The rules do not allow either server to take control by itself.',
    remedy: 'Make sure which server has the newest data and that the other one is off, then choose.',
  },
  rehearsalLeft: {
    title: 'A rehearsal could not go back',
    text: (p) =>
      `A rehearsal moved control${named(p, 'to')} and could not move it back. It is not tried again by itself.`,
    remedy:
      'Look at the result of the rehearsal, mend what it names, then press Manual Switch Over, or leave control where it is.',
  },
  otherDeclaredOff: {
    title: 'The other server is declared off',
    text: () =>
      'An administrator declared that the other server is off and stays off. This server stays in control even if it can prove nothing; if the other one does return unheard, both may be in control.',
    remedy: 'It ends by itself when the two servers hear each other again.',
  },
  otherNotTold: {
    title: 'The other server was not told that redundancy is disabled here',
    text: () =>
      'It was declared off, so this server serves alone and that one does not know it. Switched on now it may take control by itself as soon as it cannot see the services here answer: then both serve.',
    remedy: 'First enable redundancy here again, then switch the other server on.',
  },
} as const satisfies Record<Alarm['code'], AlarmLabel>

const severityTable = {
  info: 'Information',
  warning: 'Warning',
  critical: 'Critical',
} as const satisfies Record<Alarm['severity'], string>

export interface AlarmWords {
  readonly severity: string
  readonly title: string
  readonly text: string
  readonly remedy: string
  /** "for 2 min 5 s" */
  readonly since: string
}

export const alarmWords = (alarm: Alarm): AlarmWords => {
  const label: AlarmLabel = alarmTable[alarm.code]
  return {
    severity: severityTable[alarm.severity],
    title: label.title,
    text: label.text(alarm.params),
    remedy: typeof label.remedy === 'string' ? label.remedy : label.remedy(alarm.params),
    since: `for ${formatDuration(alarm.forMs)}`,
  }
}
