import type { LinkProblem, Log } from '../ports.ts'
import { sentence } from './problem-sentence.ts'

/** Where a problem comes from, the gravest first: each source heals on its own. */
const sources = ['listener', 'link', 'clock'] as const
type Source = (typeof sources)[number]

/** What only an engine that speaks can lead to: it lives, and the two are no fitting pair. */
const saidByEngine: readonly LinkProblem['code'][] = [
  'keyMismatch',
  'roleMismatch',
  'versionMismatch',
  'addressMismatch',
  'arbiterMismatch',
  'timingMismatch',
  'certificateChanged',
]
export const isSaidByEngine = ({ code }: LinkProblem): boolean => saidByEngine.includes(code)

/** The one problem shown, reported at every change and only then. */
export interface Problems {
  set(source: Source, problem: LinkProblem | null): void
  get(source: Source): LinkProblem | null
  /** Says nothing any more. */
  close(): void
}

/** A new detail or a clock that drifts a little is not news. */
const identity = (problem: LinkProblem | null): string => {
  if (problem === null) return ''
  return problem.code === 'clockSkew' ? problem.code : JSON.stringify(problem)
}

export const createProblems = (log: Log, report: (problem: LinkProblem | null) => void): Problems => {
  const current: Record<Source, LinkProblem | null> = { listener: null, link: null, clock: null }
  let shown: LinkProblem | null = null
  let isClosed = false
  return {
    set: (source, problem) => {
      current[source] = problem
      const next = current.listener ?? current.link ?? current.clock
      if (isClosed || identity(next) === identity(shown)) return
      shown = next
      if (next === null) log.info('The link has no problem any more.')
      else log.warn(sentence(next))
      report(next)
    },
    get: (source) => current[source],
    close: () => {
      isClosed = true
    },
  }
}
