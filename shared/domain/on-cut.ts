/**
 * A pair without an A/B switch: what happens when its two servers do not hear each other. An administrator accepts one
 * of the two by a sentence in `site.json`, the same on both; without one there is no automatic take-over.
 */
export const onCutChoices = ['activeLetsGo', 'activeStays'] as const
export type OnCut = (typeof onCutChoices)[number]

/** What has to stand in `site.json`, word for word. */
export const onCutSentences = {
  activeLetsGo:
    'I accept that without an A/B switch an active system that does not hear its armed standby lets go: a standby that fails stops the service.',
  activeStays:
    'I accept that without an A/B switch an active system that does not hear its standby stays in control: on a cut both systems may be in control until they hear each other again.',
} as const satisfies Record<OnCut, string>

export const onCutOf = (sentence: string): OnCut | null =>
  onCutChoices.find((choice) => onCutSentences[choice] === sentence) ?? null

/** What keeps two from being in control at once, or that nothing does and nobody takes over by itself. */
export const fences = ['lineSwitch', ...onCutChoices, 'none'] as const
export type Fence = (typeof fences)[number]

export interface Fencing {
  readonly hasArbiter: boolean
  /** Null where an A/B switch is set, and where nothing was accepted. */
  readonly onCut: OnCut | null
}

export const fenceOf = ({ hasArbiter, onCut }: Fencing): Fence =>
  hasArbiter ? 'lineSwitch' : (onCut ?? 'none')

/** Named in the link's proof: the line switch's address, or what was accepted without one. */
export const arbiterName = (lineSwitchAddress: string, onCut: OnCut | null): string =>
  lineSwitchAddress === '' ? (onCut ?? '') : lineSwitchAddress
