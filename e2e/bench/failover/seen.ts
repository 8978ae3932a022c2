/** What the probers saw of two hosts, and what follows from it. Pure; moments of one monotonic clock. */

export interface ProbeTarget {
  readonly address: string
  readonly port: number
  /** The address to ask from: it may decide the way. */
  readonly from: string
}

/** The host that answered proves that it did so at some moment in between. */
export interface Answer {
  readonly host: string
  readonly askedMs: number
  readonly answeredMs: number
}

/** It surely answered from `fromMs` to `toMs`. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Two answers this far apart belong to one time of serving. */
const GAP_MS = 40

/** When a host served, as far as its answers prove it. */
export const spansOf = (answers: readonly Answer[], host: string): Span[] => {
  const own = answers.filter((answer) => answer.host === host).sort((a, b) => a.answeredMs - b.answeredMs)
  const spans: Span[] = []
  for (const { askedMs, answeredMs } of own) {
    const last = spans.at(-1)
    if (last !== undefined && answeredMs - last.toMs <= GAP_MS) {
      spans[spans.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, askedMs) }
    } else spans.push({ fromMs: answeredMs, toMs: Math.max(askedMs, answeredMs) })
  }
  return spans
}

/** How long two hosts served at the same time. */
export const overlapMs = (one: readonly Span[], other: readonly Span[]): number => {
  let sum = 0
  for (const a of one) {
    for (const b of other) sum += Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs))
  }
  return sum
}

/** The first answer of a host after a moment; null: none came. */
export const firstAnswerMs = (answers: readonly Answer[], host: string, afterMs: number): number | null => {
  const moments = answers
    .filter((answer) => answer.host === host && answer.answeredMs > afterMs)
    .map((answer) => answer.answeredMs)
  return moments.length === 0 ? null : Math.min(...moments)
}

/** The last proof that a host served before a moment; null: none. */
export const lastAnswerMs = (answers: readonly Answer[], host: string, beforeMs: number): number | null => {
  const moments = answers
    .filter((answer) => answer.host === host && answer.answeredMs < beforeMs)
    .map((answer) => answer.answeredMs)
  return moments.length === 0 ? null : Math.max(...moments)
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (lower + upper) / 2
}
