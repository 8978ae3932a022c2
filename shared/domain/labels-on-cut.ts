import type { OnCut } from './on-cut.ts'

/** A pair without an A/B switch: what was accepted for a cut, in words. Ours. */

export const onCutLabel = 'Without an A/B switch:'

const onCutTable = {
  activeLetsGo:
    'Accepted: an active system that does not hear its armed standby lets go. A standby that fails stops the service until both are linked again or a person acts.',
  activeStays:
    'Accepted: an active system that does not hear its standby stays in control. On a cut both systems may be in control until they hear each other again.',
} as const satisfies Record<OnCut, string>

/** What stands in Redundancy Administration, always; empty where an A/B switch decides, and where nothing was accepted. */
export const onCutWords = (onCut: OnCut | null): string => (onCut === null ? '' : onCutTable[onCut])
