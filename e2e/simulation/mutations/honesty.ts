import { core, type Mutation } from './mutation.ts'

/** What the window shows, and what the record holds. */
export const honestyMutations: readonly Mutation[] = [
  {
    name: 'the record holds the facts of another moment',
    why: 'nobody can tell any more why it was decided so',
    edits: [
      core(
        'judgements',
        'judgedBy(by, factsOf(s, now, heard))',
        '({ ...judgedBy(by, factsOf(s, now, heard)), facts: factsOf(s, now + 40, heard) })',
      ),
    ],
  },
  {
    name: 'what is said of an earlier copy counts for the present one',
    why: 'a server takes over with a copy nobody verified',
    edits: [core('world', 'report.copyOf === peerHeld.epoch', 'report.copyOf <= peerHeld.epoch')],
  },
  {
    name: 'an old reading of the line is shown as true',
    why: 'the window names a side nobody has read for minutes',
    edits: [
      core(
        'view',
        'const isFresh = ageMs <= lineFreshMs(s) && s.lineSilentAt <= s.reading.at',
        'const isFresh = ageMs >= 0',
      ),
    ],
  },
  {
    name: 'an old report is shown as true',
    why: 'a service that died with its server is shown as up',
    edits: [core('view', "value: age > REPORT_FRESH_MS ? 'unknown' : value", 'value')],
  },
  {
    name: 'in control without the right to it',
    why: 'the window shows a holder whose lease is over',
    edits: [
      core(
        'view',
        "const holds = (s.mode === 'active' && mayHold(s, now))",
        'const holds = (s.durable.held !== null && mayHold(s, now))',
      ),
    ],
  },
]
