import type { Alarm, Status } from '../contract/status.ts'

/** The dialog "Redundancy" beyond the product's own labels: hints, warnings, questions. Ours. */

/** What stands in the key's field for a stored one, whatever its length. */
export const storedKeyMask = '****'

export const redundancyNotes = {
  reading: 'Reading the settings...',
  applying: 'Applying...',
  nothingChanged: 'Nothing has been changed.',
  outOfReach: 'There is no connection to the server, so its settings cannot be read.',
  stale:
    'Someone else has changed the settings meanwhile. They have been read again, and your own changes are kept: look at all of them, then apply again.',
  appliedInPart: 'The settings were applied, but automatic take-over was not changed.',
  shortKey:
    'A key under 12 characters can be guessed. Use "Generate", and enter the new key on both servers.',
  generatedKey: 'Enter this key on the other server too. It is shown only until it is applied.',
  keyKept: 'The stored key is kept. Type another one to change it.',
  dynamicAddress:
    'The system marks this address as dynamic: it can change by itself. Give this server a static address.',
  incompleteAddress: 'An address has four numbers from 0 to 255.',
  notDigits:
    'Only the four numbers of an IPv4 address can be entered. Host names are not accepted, because a name service is one more thing that can fail.',
  automaticIsOnThere: 'This server is in control; automatic take-over is on at the standby.',
} as const

export const disableLabels = {
  title: 'Break Redundancy',
  question: 'Without "Enable Redundancy" the two servers are no pair any more:',
  afterwards: 'It takes effect with OK or Apply.',
  accept: '&Disable Redundancy',
  cancel: 'Cancel',
} as const

const isRaised = (alarms: Status['alarms'], code: Alarm['code']): boolean =>
  alarms.some((alarm) => alarm.code === code)

/** Who was declared off is told nothing. */
export const disableEffects = (alarms: Status['alarms']): readonly string[] => [
  'The active system keeps serving, alone.',
  ...(isRaised(alarms, 'otherDeclaredOff')
    ? [
        'The other server was declared off and is not told: switched on before redundancy is enabled here again, it may take control as well.',
      ]
    : [
        'The standby never takes control, even if the active system fails.',
        'The other server shows that redundancy is disabled on this one.',
      ]),
]

export const disableDone = (alarms: Status['alarms']): string =>
  isRaised(alarms, 'otherNotTold')
    ? 'Redundancy is disabled: this server keeps serving alone. The other one was declared off and was not told, so it may take control as well when it is switched on: first enable redundancy here again.'
    : 'Redundancy is disabled: the active system keeps serving alone, the standby will not take control.'

/** "Part 2 of 4": one number of an address. */
export const addressPartName = (index: number): string => `Part ${index + 1} of 4`

export const outOfRangeSentence = (text: string): string => `${text} is not a number from 0 to 255.`

/** Beside the other server's address; `network` is this server's own. */
export const otherNetworkSentence = (network: string): string =>
  `This is outside the network of this server (${network}). The two servers have to be in one network: check the address, and the network mask of this server.`

export const leadingZeroSentence = (text: string): string =>
  `${text} can be read in two ways. Write it without a zero in front.`

/** Beside an address that is not one of this server's own. */
export const ownAddressesSentence = (addresses: readonly string[]): string =>
  addresses.length === 0 ? '' : `This server has ${addresses.join(', ')}.`
