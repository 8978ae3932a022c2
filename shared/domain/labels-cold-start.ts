import type { ColdStart, Status } from '../contract/status.ts'
import { formatDuration } from './labels-format.ts'

/** Nobody is in control: which case it is, and what to do. Ours. */

/** " In 12 s.", or nothing. */
const within = (leftMs: number | null, what: string): string =>
  leftMs === null || leftMs <= 0 ? '' : ` ${what} in ${formatDuration(leftMs)}.`

const formatSeconds = (ms: number | null): string => `${Math.max(1, Math.ceil((ms ?? 0) / 1_000))} s`

const coldStartTable = {
  none: () => '',
  firstControl: () =>
    'No server of this pair was in control before. This one takes control as soon as the A/B switch is on its side (A).',
  waitingForPeer: () =>
    'This server waits for the other one. Switch the other server on, or check the network between the two.',
  waitingForAllowance: (left) =>
    `This server has just started and waits for its start-up allowance. Nothing has to be done.${within(left, 'It is over')}`,
  resuming: () =>
    'This server was the last one in control and is taking control again. Nothing has to be done.',
  takingOver: () => 'This server is taking control. Nothing has to be done.',
  bothBack: (left) =>
    `Both servers are back, and neither is in control yet. Control goes to the one that had it last. Nothing has to be done.${within(left, 'The start-up allowance is over')}`,
  lastHolderAlone: () =>
    'This server was the last one in control, and the lines are on its side: it takes control again by itself. Nothing has to be done.',
  willTakeOver: (left) =>
    `The other server is not heard. This server begins to take control by itself in ${formatSeconds(left)}, unless the other one is heard before. Nothing has to be done.`,
  takeOverRefused: () =>
    'The other server is silent and automatic take-over is on, but a rule of it does not hold, so this one does not take control by itself. Switch the other server on. If it cannot come back, make sure that it is off, then take control here by force.',
  grantAlone: () =>
    'Control was handed to this server before it restarted: it takes control by itself after the usual wait. Nothing has to be done.',
  lineSwitchSilent: () =>
    'The A/B switch does not answer, so this server cannot know whether the other one serves. Check the power, cable and address of the A/B switch; this server then goes on by itself.',
  lineOnOtherSide: () =>
    'This server was in control, and now the lines are on the side of the other one, which is not heard: it may be in control. Switch it on, or check the network between the two. If it cannot come back, make sure that it is off, then take control here by force.',
  unarmedAlone: () =>
    'The other server is silent, and automatic take-over was not on, so this one does not take control by itself. Switch the other server on. If it cannot come back, make sure that it is off, then take control here by force.',
  giverAlone: (left) =>
    `This server gave control to the other one, which is silent: it may be in control. Switch it on, or check the network. If it cannot come back, make sure that it is off, then take control here by force.${within(left, 'That is possible')}`,
  noLineSwitch: () =>
    'Control is due to this server, but without an A/B switch it cannot know whether the other one serves. Switch the other server on, or check the network between the two. If it cannot come back, make sure that it is off, then take control here by force.',
  sameEpoch: () =>
    'Both servers claim control under the same number, as after a restored disk, so neither goes on by itself. Look at both sides in Redundancy Administration, choose the server that has the newest data, and take control there by force.',
} as const satisfies Record<ColdStart, (leftMs: number | null) => string>

export const coldStartWords = ({
  coldStart,
  coldStartLeftMs,
  takesOverInMs,
}: Pick<Status, 'coldStart' | 'coldStartLeftMs' | 'takesOverInMs'>): string =>
  coldStartTable[coldStart](coldStart === 'willTakeOver' ? takesOverInMs : coldStartLeftMs)
