import { acts } from '../core/step-types.ts'

/** What an engine does about the process it runs in; nothing the core decides. */
export const hostActs = ['hostStuck', 'endHost'] as const
export type HostAct = (typeof hostActs)[number]

/** Everything an entry of the decision record may be about. */
export const recordActs = [...acts, ...hostActs] as const
