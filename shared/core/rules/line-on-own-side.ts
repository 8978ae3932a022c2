import type { LinePosition } from '../../contract/status.ts'
import type { Role } from '../../domain/roles.ts'
import { judge, type RemedyCode, type RuleResult } from '../../domain/rules.ts'
import type { Facts } from '../facts.ts'
import type { State } from '../state.ts'

export const ownSide = ({ role }: { readonly role: Role }): 'A' | 'B' => (role === 'primary' ? 'A' : 'B')

export const otherSide = ({ role }: { readonly role: Role }): 'A' | 'B' => (role === 'primary' ? 'B' : 'A')

export const isReadOnOwnSide = (s: State): boolean => s.reading?.position === ownSide(s)

/** Forced locally the box takes no order; one that was never read may be anywhere. */
export const lineRemedy = (position: LinePosition): RemedyCode => {
  if (position === 'forcedLocally') return 'leaveLocalPosition'
  return position === 'unverified' ? 'checkLineSwitch' : 'moveLinesBack'
}

export const positionOf = ({ line }: Pick<Facts, 'line'>): LinePosition => line.position ?? 'unverified'

export const lineOnOwnSide = (f: Facts): RuleResult => {
  const position = positionOf(f)
  return judge('lineOnOwnSide', position === ownSide(f), position, ownSide(f), lineRemedy(position))
}
