import { core, type Mutation } from './mutation.ts'

/** What a standby sees beside the link, and what it keeps of its own acts. */
export const evidenceMutations: readonly Mutation[] = [
  {
    name: 'services that answer do not matter',
    why: 'an armed standby takes the lines from an active that serves, because the link alone is cut',
    edits: [
      core(
        'rules/no-sign-of-life',
        'service !== null && service.ageMs <= limit',
        'service === null && limit < 0',
      ),
    ],
  },
  {
    name: 'an answer of the active’s services is forgotten at once',
    why: 'one look that goes missing is taken for the end of the services',
    edits: [core('rules/no-sign-of-life', 'service.ageMs <= limit', 'service.ageMs <= limit / 8')],
  },
  {
    name: 'the own network does not matter',
    why: 'a standby that is cut off moves the lines to where nobody reaches them',
    edits: [
      core('rules/own-network', 'gatewayAgeMs !== null && gatewayAgeMs <= limit', 'gatewayAgeMs !== null'),
    ],
  },
]
