import { core, type Mutation } from './mutation.ts'

/** A rehearsal: control goes over and back. */
export const rehearsalMutations: readonly Mutation[] = [
  {
    name: 'the way back of a rehearsal asks for the services that failed',
    why: 'control stays where nothing serves',
    edits: [
      core(
        'rehearsal-rules',
        'export const rehearsalBack = switchOverRulesWith(() => [])',
        'export const rehearsalBack = switchOverRules',
      ),
    ],
  },
  {
    name: 'a force does not end a rehearsal',
    why: 'a person forced control to a server, and the rehearsal moves it away again',
    edits: [core('force', '  endByPerson(turn)\n', '')],
  },
  {
    name: 'a standby that could not serve is armed again after a rehearsal',
    why: 'it takes the lines and does not serve',
    edits: [
      core(
        'rehearsal-state',
        "failure !== null && (failure.code === 'startFailed' || failure.code === 'servicesDown')",
        "failure !== null && failure.code === 'startFailed'",
      ),
    ],
  },
  {
    name: 'automatic take-over is not turned on again after a rehearsal',
    why: 'the standby was armed before, and after the next failure nobody takes over',
    edits: [
      core(
        'rehearsal',
        "const isBack = step === 'arming' && home !== s.role && !isUnfit(rehearsal)",
        "const isBack = step === 'arming' && home === s.role && !isUnfit(rehearsal)",
      ),
    ],
  },
  {
    name: 'a rehearsal turns automatic take-over on that was off',
    why: 'a person turned it off for a reason',
    edits: [core('rehearsal', 'rearms: held?.bound === true', 'rearms: held !== null')],
  },
  {
    name: 'the rehearsal does not travel with control',
    why: 'who has control meanwhile knows of no way back (the grant and the heartbeats both carry it)',
    edits: [
      core('grant', '{ rehearsal: sinceNow(turn, message.rehearsal) }', '{}'),
      core(
        'rehearsal-share',
        '  if (!isNewer(rehearsal, own)) return\n',
        '  if (rehearsal.number >= 0) return\n',
      ),
    ],
  },
  {
    name: 'the way back of a rehearsal is tried for ever',
    why: 'the services are interrupted again and again for a copy that cannot be completed',
    edits: [core('rehearsal', 'const MOST_TRIES = 3', 'const MOST_TRIES = 300')],
  },
  {
    name: 'how long a rehearsal has lasted is asked of the other server’s clock',
    why: 'clocks that are days apart end it at once, and control stays away',
    edits: [
      core(
        'rehearsal-share',
        "  rehearsal.step === 'ended' ? rehearsal :",
        '  rehearsal.number >= 0 ? rehearsal :',
      ),
    ],
  },
]
