import { formatDuration } from './labels-format.ts'

/** The window "Link to the Other Server"; the rows are the command line's (`linkLabels`). */
export const linkWindowLabels = {
  title: 'Link to the Other Server',
  purpose:
    'An examination makes connections of its own to the other server and measures them in each direction. Control, services and copying are not touched. Do it on both servers: what one cannot know, the other often can.',
  now: 'The link now',
  unknown: 'Unknown',
  findings: 'Findings',
  examine: '&Examine the Link',
  examining: 'Examining the link. This takes up to a minute.',
  examined: (ageMs: number): string => `Of the examination ${formatDuration(ageMs)} ago.`,
  notExamined: 'Of what is measured all the time; an examination may find more.',
  failed: 'The link could not be examined',
  failedRemedy:
    'This server did not answer in time, or the connection to it was lost. Examine the link again.',
  direction: 'Direction:',
  cause: 'Cause:',
  remedy: 'What to do:',
  close: '&Close',
  /** Beside an alarm, and beside a Keep Alive that is down. */
  open: 'Link to the Other Ser&ver...',
  offered:
    'The other server is not heard. What may be wrong with the link, in which direction, and what to do, stands in a window of its own.',
} as const
