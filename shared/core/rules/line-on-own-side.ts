import type { Role } from '../../domain/roles.ts'
import { judge } from '../../domain/rules.ts'
import type { State } from '../state.ts'
import type { Rule } from './rule.ts'

export const ownSide = ({ role }: { readonly role: Role }): 'A' | 'B' => (role === 'primary' ? 'A' : 'B')

export const otherSide = ({ role }: { readonly role: Role }): 'A' | 'B' => (role === 'primary' ? 'B' : 'A')

export const isReadOnOwnSide = (s: State): boolean => s.reading?.position === ownSide(s)

export const lineOnOwnSide: Rule = (f) => {
  const position = f.line.position ?? 'unverified'
  return judge('lineOnOwnSide', position === ownSide(f), position, ownSide(f), 'moveLinesBack')
}
