import type { Role, Side } from '../../shared/domain/roles.ts'
import type { Said } from './scenario.ts'
import { TextFault } from './scenario.ts'

/** What a phrase names; asking for what it does not name is a fault of the phrase. */
export interface Named {
  readonly role: Role
  readonly side: Side
  readonly ms: number
  readonly words: string
}

/** One sentence of a scenario with its blanks: {role}, {side}, {s} (seconds), {days}, {words}. */
export interface Phrase<World> {
  readonly says: string
  readonly does: (world: World, named: Named) => void
}

const blanks: Readonly<Record<string, string>> = {
  '{role}': '(?<role>Primary|Secondary)',
  '{side}': '(?<side>A|B)',
  '{s}': '(?<s>\\d+(?:\\.\\d+)?) s',
  '{days}': '(?<days>\\d+) days',
  '{words}': '(?<words>.+)',
}

const patternOf = (says: string): RegExp => {
  const escaped = says.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\{\w+\}/g, (blank) => blanks[blank] ?? blank)}$`)
}

const namedIn = (groups: Record<string, string | undefined>): Named => {
  const of = (name: string): string => {
    const value = groups[name]
    if (value === undefined) throw new Error(`the phrase has no {${name}}`)
    return value
  }
  return {
    get role() {
      return of('role') === 'Primary' ? 'primary' : 'secondary'
    },
    get side() {
      return of('side') === 'A' ? 'A' : 'B'
    },
    get ms() {
      return groups.days === undefined ? Number(of('s')) * 1_000 : Number(groups.days) * 86_400_000
    },
    get words() {
      return of('words')
    },
  }
}

/** Does what the sentence says; one that no phrase knows is a fault that names file and line. */
export const understand = <World>(
  phrases: readonly Phrase<World>[],
  file: string,
  { line, text }: Said,
): ((world: World) => void) => {
  for (const phrase of phrases) {
    const match = patternOf(phrase.says).exec(text)
    if (match !== null) return (world) => phrase.does(world, namedIn(match.groups ?? {}))
  }
  throw new TextFault(file, line, `"${text}" is not understood`)
}
