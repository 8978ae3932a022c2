import { type Frame, frameLines } from './frame.ts'

/** The exact words of the dialog "Redundancy" and what stands in its fields, for the ARIA snapshot. */
export interface RedundancyShown {
  readonly frame: Frame
  readonly isEnabled: boolean
  readonly role: 'primary' | 'secondary'
  /** Empty: nothing has been entered. */
  readonly primaryAddress: string
  readonly secondaryAddress: string
  readonly lineSwitchAddress: string
  readonly hasKey: boolean
  /** Beside the box that cannot be ticked; null: it can. */
  readonly automaticReason: string | null
}

const NUMBERS_OF_AN_ADDRESS = 4

const addressLines = (label: string, address: string): string[] => {
  const numbers = address === '' ? [] : address.split('.')
  const lines = Array.from({ length: NUMBERS_OF_AN_ADDRESS }, (_, index) => {
    const number = numbers[index]
    const name = `    - textbox "Part ${index + 1} of 4"`
    return number === undefined ? name : `${name}: "${number}"`
  })
  return [`  - text: "${label}"`, `  - group "${label}":`, ...lines]
}

const radioLines = (name: string, isChosen: boolean): string[] => [
  `    - radio "${name}"${isChosen ? ' [checked]' : ''}`,
  `    - text: ${name}`,
]

const AUTOMATIC = 'Automatically assume control when other system is not available'

const automaticLines = (reason: string | null): string[] => [
  `  - checkbox "${AUTOMATIC}"${reason === null ? '' : ' [disabled]'}`,
  `  - text: ${AUTOMATIC}`,
  ...(reason === null ? [] : [`  - paragraph: ${JSON.stringify(reason)}`]),
]

/** Nothing is pending and automatic take-over is off here. */
export const redundancySnapshot = (shown: RedundancyShown): string =>
  [
    ...frameLines(shown.frame, 'Redundancy'),
    `  - checkbox "Enable Redundancy"${shown.isEnabled ? ' [checked]' : ''}`,
    '  - text: Enable Redundancy',
    '  - group "System Role":',
    '    - text: System Role',
    ...radioLines('Primary', shown.role === 'primary'),
    ...radioLines('Secondary', shown.role === 'secondary'),
    ...addressLines('Primary Address:', shown.primaryAddress),
    ...addressLines('Secondary Address:', shown.secondaryAddress),
    ...addressLines('AB-Switch Address:', shown.lineSwitchAddress),
    '  - text: "Redundancy Key:"',
    ...(shown.hasKey
      ? ['  - textbox "Redundancy Key:":', '    - /placeholder: "****"']
      : ['  - textbox "Redundancy Key:"']),
    '  - button "Generate"',
    ...automaticLines(shown.automaticReason),
    '  - button "Status"',
    '  - button "Apply" [disabled]',
    '  - button "OK"',
    '  - button "Cancel"',
    '  - status',
  ].join('\n')
