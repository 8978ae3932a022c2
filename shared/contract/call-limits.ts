import type { MethodName } from './contract.ts'

/** What measures takes its time: the slowest examination of the link ends within some 43 s. */
const slowCalls: Partial<Record<MethodName, number>> = { examineLink: 60_000 }

/** How long a client waits for the answer to a call, when it waits `usualMs` for others. */
export const callLimitMs = (method: MethodName, usualMs: number): number => slowCalls[method] ?? usualMs
