import type { LogOnRefusal } from '../contract/desktop.ts'
import { systemWords } from './labels-values.ts'
import type { Role } from './roles.ts'

/** Words of the desktop app's window "Log On", and of windows that talk to another server: ours. */

export const logOnLabels = {
  title: 'Log On',
  server: 'Server',
  here: '&This computer',
  there: '&Another server',
  link: 'One-time &link:',
  linkHint:
    'Run "redundancy link" on that server and paste what it prints. It works once, within 10 minutes. A server that is another computer needs an SSH tunnel first: ssh -L 9680:127.0.0.1:9680 SERVER',
  closes:
    'At a change of server all other windows are closed: what was not applied in them is lost. Redundancy on this computer goes on.',
  linkMissing: 'Paste the one-time link of that server.',
  loggingOn: 'Logging on...',
  ok: 'OK',
  cancel: 'Cancel',
} as const

/** In every window that talks to another server; their letters are free in all of them. */
export const otherServerLabels = {
  back: 'Back to t&his computer',
  again: '&Log On...',
  over: (address: string): string => `The log-on to ${address} has ended.`,
  overReason:
    'That server was started again, or nobody used the log-on for 12 hours. Log on with a new link, or go back to this computer.',
} as const

/** "127.0.0.2 (another server)" */
const elsewhere = (address: string): string => `${address} (another server)`

/** "Logged on to: 127.0.0.2 (another server)" */
export const loggedOnWords = (address: string): string => `Logged on to: ${elsewhere(address)}`

/** The title of the main window: two apps on one screen are told apart by it. */
export const titleHere = (title: string, role: Role, address: string): string =>
  `${title} - ${systemWords(role)}, ${address}`

/** The title of a window that talks to another server. */
export const titleOn = (title: string, address: string): string => `${title} - ${elsewhere(address)}`

const refusals = {
  notALink: 'This is not a one-time link: paste the whole line that "redundancy link" prints.',
  notThisComputer:
    'Without TLS a link is only used inside this computer (127.x.x.x): open an SSH tunnel to that server, and paste the link as it was printed there.',
  thisServer: 'This is a link of the server on this computer: choose "This computer".',
  unreachable:
    'Nobody answers at the address of this link: look whether the service runs there, and whether the SSH tunnel is open.',
  notAService: 'What answers at the address of this link is not a redundancy service.',
  used: 'This link was used already, is older than 10 minutes, or is of another server: get a new one.',
  tooManyTries: 'Too many tries: wait a minute, then get a new link.',
  starting: 'That server is starting: get a new link in a moment.',
} as const satisfies Record<LogOnRefusal, string>

export const logOnRefusalWords = (why: LogOnRefusal): string => refusals[why]
