import { core, type Mutation } from './mutation.ts'

/** What holds automatic acts back. */
export const restraintMutations: readonly Mutation[] = [
  {
    name: 'a jump of the clock holds nothing back',
    why: 'what else was measured around it is wrong too',
    edits: [core('wall-clock', '  holdAutomatic(turn)\n  const judged', '  const judged')],
  },
  {
    name: 'a suspend holds nothing back',
    why: 'a server takes over on what it knew before it stood still',
    edits: [core('stall', '  if (gapMs >= CLOCK_JUMP_MS) holdAutomatic(turn)\n', '')],
  },
  {
    name: 'moments on the disk stay where they are when the clock jumps',
    why: 'setting a clock makes days or minutes of a moment',
    edits: [core('wall-clock', '  changeDurable(turn, moved(s.durable, jumpMs))\n', '')],
  },
  {
    name: 'no limit of automatic acts',
    why: 'the lines are moved again and again and nobody looks',
    edits: [
      core(
        'rules/flap-limit',
        '    automaticActs < mostAutomaticActs,\n',
        '    automaticActs < mostAutomaticActs + 100,\n',
      ),
    ],
  },
  {
    name: 'automatic acts are forgotten at a restart',
    why: 'an engine that is started anew each time acts without a limit',
    edits: [
      core(
        'kept-times',
        'durable.automaticActs.map((at) => Math.min(at, wallMs))',
        'durable.automaticActs.filter((at) => at > wallMs)',
      ),
    ],
  },
  {
    name: 'a take-over begins during maintenance',
    why: 'a person pulled the cable and said so before',
    edits: [
      core('rules/no-maintenance', 'maintenanceMs === 0, maintenanceMs', 'maintenanceMs >= 0, maintenanceMs'),
    ],
  },
  {
    name: 'a maintenance is forgotten at a restart',
    why: 'the server is started anew during its maintenance and takes over',
    edits: [core('kept-times', 'return left > 0 ? now + left :', 'return left > lastsMs ? now + left :')],
  },
  {
    name: 'a maintenance begins before the armed standby has stored it',
    why: 'the person is told that it holds, and the standby takes over',
    edits: [
      core(
        'maintenance',
        '  if (s.peer === null) finish(turn, asked)\n',
        '  if (number > 0) finish(turn, asked)\n',
      ),
    ],
  },
  {
    name: 'the end of a maintenance does not reach the other server',
    why: 'automatic take-over stays off there, and nobody knows',
    edits: [
      core(
        'maintenance',
        'if (maintenance.number > own) {',
        'if (maintenance.number > own && maintenance.leftMs > 0) {',
      ),
    ],
  },
  {
    name: 'no limit of 30 days',
    why: 'a Secondary with files of last year takes control',
    edits: [
      core('primary-away', 'PRIMARY_AWAY_LIMIT_MS = 30 * DAY_MS', 'PRIMARY_AWAY_LIMIT_MS = 300 * DAY_MS'),
    ],
  },
  {
    name: 'days while the Secondary is off do not count',
    why: 'it was off for weeks and takes control as if it had been there',
    edits: [
      core(
        'kept-times',
        '  primaryAway.ms + offMs(primaryAway.wallMs, wallMs)',
        '  primaryAway.ms + Math.min(0, offMs(primaryAway.wallMs, wallMs))',
      ),
    ],
  },
  {
    name: 'no licence is asked for',
    why: 'a pair without one takes over by itself',
    edits: [
      core('rules/licensed', "judge('licensed', value !== 'missing'", "judge('licensed', value !== ''"),
    ],
  },
  {
    name: 'the Primary’s word of its licence is kept for ever',
    why: 'the licence is gone there, and the Secondary takes over',
    edits: [
      core(
        'heartbeats',
        's.durable.primaryLicensed !== heartbeat.licensed)',
        '!s.durable.primaryLicensed && heartbeat.licensed)',
      ),
    ],
  },
  {
    name: 'the Secondary asks for a licence of its own',
    why: 'the one server that could go on is held back',
    edits: [
      core(
        'rules/licensed',
        "role === 'secondary' && durable.primaryLicensed",
        "role === 'primary' && durable.primaryLicensed",
      ),
    ],
  },
]
