import { type Frame, frameLines } from './frame.ts'

/** The exact words of the dialog "Redundancy Administration", for the ARIA snapshot of a healthy pair. */
export interface AdministrationShown {
  readonly frame: Frame
  readonly lastSwitchOver: string
  readonly reason: string
  readonly primaryAddress: string
  readonly secondaryAddress: string
  /** The server this window talks to. */
  readonly currentServerAddress: string
}

interface SystemShown {
  readonly title: string
  readonly address: string
  readonly inControl: 'Yes' | 'No'
  /** A pattern in slashes, or text. */
  readonly replication: string
}

const systemLines = ({ title, address, inControl, replication }: SystemShown): string[] => [
  `  - group "${title}":`,
  `    - text: ${title}`,
  '    - term: "Address:"',
  `    - definition: ${address}`,
  '    - term: "In Control:"',
  `    - definition: "${inControl}"`,
  '    - term: "Switching Service:"',
  '    - definition: Up',
  '    - term: "IP Phone Service:"',
  '    - definition: Up',
  '    - term: "Keep Alive Service:"',
  '    - definition: Up',
  '    - term: "Replication Status:"',
  `    - definition: ${replication}`,
]

/** The Primary is in control, the Secondary's copy is Updated, nothing is missing. */
export const administrationSnapshot = (shown: AdministrationShown): string =>
  [
    ...frameLines(shown.frame, 'Redundancy Administration'),
    '  - group "Current Status":',
    '    - text: Current Status',
    '    - term: "Active System:"',
    '    - definition: Primary',
    '    - term: "Last Switch Over:"',
    `    - definition: ${shown.lastSwitchOver}`,
    '    - term: "Last Switch Over Reason:"',
    `    - definition: ${shown.reason}`,
    '    - term: "Voice Mail Server:"',
    '    - definition: Available',
    '    - button "Manual Switch Over"',
    ...systemLines({
      title: 'Primary System',
      address: shown.primaryAddress,
      inControl: 'Yes',
      replication: '"Source: Monitoring"',
    }),
    ...systemLines({
      title: 'Secondary System',
      address: shown.secondaryAddress,
      inControl: 'No',
      // A change that is on its way stands behind it.
      replication: '/^Destination. Updated/',
    }),
    '  - text: "Current Server Address:"',
    `  - status: ${shown.currentServerAddress}`,
  ].join('\n')
