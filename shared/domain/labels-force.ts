import type { ForceDoubt, ForceKind, ForcePreview } from '../contract/force.ts'
import type { Status } from '../contract/status.ts'
import { formatBytes, formatCount, formatDuration, formatMoment } from './labels-format.ts'
import { systemWords } from './labels-values.ts'
import { otherRole, type Role } from './roles.ts'

/** Words of a forced take-over: what is shown, and what has to be typed. Ours. */

export const forceLabels = {
  title: 'Forced Take-Over',
  open: '&Force Take-Over...',
  offered: 'Without the rules a person can take control by force. What would be lost is shown first.',
  gains: 'Gains control:',
  other: 'Other system:',
  copy: 'Copy here:',
  lacks: 'Lacked when last heard:',
  expected: 'Takes at most:',
  doubts: 'What cannot be excluded',
  skipped: 'Rules that do not hold and are passed over',
  required: 'Not possible now, not even by force',
  allHold: 'Every rule of a take-over holds.',
  type: 'T&ype this to confirm:',
  changed: 'What is shown here has changed. Read it again before you type.',
  reading: 'Asking the server...',
  afterwards:
    'Automatic take-over is off afterwards. Nothing of the other server is deleted: what only it has goes to its salvage box.',
  accept: '&Take Control',
  cancel: 'Cancel',
} as const

/** A holder that is bound and hears nobody. */
export const declareLabels = {
  title: 'The Other Server Is Off',
  open: 'The &Other Server Is Off...',
  notOffered:
    'Nothing was done: this is for a server that is in control, does not hear the other one, and has to reckon with it.',
  consent: 'The other server is off and stays off',
  type: 'T&ype this to confirm:',
  accept: '&Declare It Off',
  cancel: 'Cancel',
} as const

type Arbiter = Pick<Status, 'line' | 'onCut'>

const hasLineSwitch = ({ line }: Arbiter): boolean => line.position !== 'none'

export const declareOffer = (arbiter: Arbiter): string => {
  if (arbiter.onCut === 'activeStays')
    return 'The other server is not heard here: it may take control when it is back, or have it already. If you know that it is off and stays off, you can say so; then redundancy can be disabled here without it.'
  const heard = hasLineSwitch(arbiter) ? 'the A/B switch or the other one' : 'the other one'
  return `This server is in control only as long as it hears ${heard}, which might take over. If you know that the other one is off and stays off, you can say so.`
}

/** What a declaration means; without an A/B switch nothing but the other server can be asked after a restart. */
export const declareEffects = (arbiter: Arbiter): readonly string[] => [
  `This server stays in control even when ${hasLineSwitch(arbiter) ? 'neither the A/B switch nor the other server answers' : 'the other server does not answer'}.`,
  'If the other server does return without being heard here, it may take control as well: then both serve.',
  'Redundancy can be disabled here without the other server. Disabled, this server hears nobody: enable it again, which interrupts nothing, before the other one is switched on.',
  ...(hasLineSwitch(arbiter)
    ? []
    : [
        'Restarted with redundancy enabled while the other server is off, this one takes nothing up by itself, as it cannot know whether that one serves: a person takes control by force then.',
      ]),
  'It ends by itself when the two servers hear each other again.',
]

export const linesBackLabels = {
  open: 'Move &Lines Back',
  offered:
    'There are lines on the side of the other system, where they reach nobody. They can be moved back, or control can follow them with Manual Switch Over.',
} as const

/** Two servers claimed control. */
export const dualControlLabels = {
  title: 'Both Systems Claimed Control',
  resolved: 'The older one let go when they heard each other. What only it has is in its salvage box.',
  sameEpoch:
    'Both claim control under the same number, as after a restored disk: one of them does not know what it did before. Neither goes on by itself.',
  choose:
    'Choose the server that has the newest data, open this window there, and take control there by force. The other one then follows it; what only the other one has goes to its salvage box.',
  found: 'Found:',
  change: 'Change of control:',
  lastInControl: 'Last in control:',
  lastSwitchOver: 'Last switch over:',
  now: 'Now',
  never: 'Never',
  /** It was killed, say: nobody noted when it ended. */
  atLeast: (moment: string): string => `at least until ${moment}`,
  unheard: 'Not heard',
  acknowledge: 'Ac&knowledge',
} as const

/** "Now", "at least until 09/08, 14:15:55": when one of the two that claimed control served last. */
export const lastInControlWords = (status: Status, role: Role): string => {
  const last = status.dualControl?.[role]?.lastInControl ?? null
  if (status[role].inControl.value === 'yes') return dualControlLabels.now
  if (last === null) return dualControlLabels.never
  const moment = formatMoment(last.wallMs, last.offsetMinutes)
  return last.isAtLeast ? dualControlLabels.atLeast(moment) : moment
}

const gainTable = {
  takeOver: (role) => systemWords(role),
  ownAgain: (role) => `${systemWords(role)}, which was in control last`,
  sameEpoch: (role) => `${systemWords(role)}: it goes on, and the other one follows it`,
} as const satisfies Record<ForceKind, (role: Role) => string>

export const forceGainWords = ({ kind, to }: ForcePreview): string => gainTable[kind](to)

export const forceOtherWords = ({ other }: ForcePreview): string => {
  if (other.holds === true) return 'It is heard, and it is in control.'
  if (other.holds === false) return 'It is heard, and it is not in control.'
  return other.heardAgoMs === null
    ? 'Not heard since this server started.'
    : `Silent for ${formatDuration(other.heardAgoMs)}.`
}

export const forceCopyWords = ({ copy, to }: ForcePreview): string => {
  if (copy.standing === 'own')
    return `Not a copy: the ${systemWords(to)} has what it had when it was in control.`
  const when =
    copy.updated === null
      ? ''
      : ` It was Updated last on ${formatMoment(copy.updated.wallMs, copy.updated.offsetMinutes)}.`
  return copy.standing === 'updated'
    ? `Updated when the other server was last heard.${when}`
    : `NOT Updated: it may lack anything, or have files of different moments.${when}`
}

export const forceLackWords = ({ copy }: ForcePreview): string => {
  if (copy.standing === 'own') return 'What the other server may have received since is not here.'
  if (copy.lag === null) return 'Not known: nothing was heard of it since this server started.'
  const { files, bytes, heardAgoMs } = copy.lag
  const what = files === 0 ? 'Nothing' : `${formatCount(files, 'file')}, ${formatBytes(bytes)}`
  return `${what}, ${formatDuration(heardAgoMs)} ago. What changed since is lacking too.`
}

const doubtTable = {
  unboundActive: (other) =>
    `The ${other} may still serve: without an armed standby it goes on even if it reaches neither this server nor the A/B switch. Then both would serve.`,
  noLineSwitch: (other) =>
    `There is no A/B switch that would take the lines from the ${other}: if it serves, or returns without being heard, both serve.`,
  hangingActive: (other) =>
    `If the ${other} hangs, it may wake up later and serve for a moment until its guardian stops it.`,
  servesAlone: (other) =>
    `Redundancy was disabled on the ${other} while it was in control: it goes on serving until somebody stops it.`,
  lossUnknown: () => 'How much the copy on this server lacks is not known.',
} as const satisfies Record<ForceDoubt, (other: string) => string>

export const forceDoubtWords = (doubt: ForceDoubt, to: Role): string =>
  doubtTable[doubt](systemWords(otherRole(to)))

interface ConsentTo {
  readonly kind: ForceKind
  readonly to: Role
  readonly isOtherIdle: boolean
  readonly copy: Pick<ForcePreview['copy'], 'standing' | 'lag'>
}

/** What a person types: a fact only a person can know, and the loss where there is one. */
export const consentSentence = ({ kind, to, isOtherIdle, copy }: ConsentTo): string => {
  if (kind === 'sameEpoch') return `${systemWords(to)} goes on`
  const isLossPossible = copy.standing === 'notUpdated' || (copy.lag?.files ?? 0) > 0
  const loss = isLossPossible ? ', loss accepted' : ''
  return isOtherIdle
    ? `${systemWords(to)} takes control${loss}`
    : `${systemWords(otherRole(to))} does not serve${loss}`
}
