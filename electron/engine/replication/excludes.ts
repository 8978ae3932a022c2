import { type BytePath, RESERVED, toBytePath } from './names.ts'

/**
 * Excludes are globs anchored at the set: `*` is any run of bytes but `/`, `?` one character, `**` any
 * number of folders. `*.tmp` is the set's own top level, `**\/*.tmp` any depth, `boards` (or `boards/`)
 * the item and everything below. What matches never travels and is never touched on the destination.
 */
export type IsExcluded = (path: BytePath) => boolean

/** One UTF-8 character, or a lone byte of a name that is no UTF-8; never `/`. */
const ONE = '(?:[\\x00-\\x2e\\x30-\\x7f]|[\\xc0-\\xff][\\x80-\\xbf]*|[\\x80-\\xbf])'

const expression = (glob: string): string => {
  const bytes = toBytePath(glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''))
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const rest = bytes.slice(at)
    const isComponentStart = at === 0 || bytes[at - 1] === '/'
    if (isComponentStart && rest.startsWith('**/')) {
      text += '(?:[^/]+/)*'
      at += 3
    } else if (isComponentStart && rest === '**') {
      text += '.+'
      at += 2
    } else if (rest.startsWith('*')) {
      text += '[^/]*'
      while (bytes[at] === '*') at += 1
    } else if (rest.startsWith('?')) {
      text += ONE
      at += 1
    } else {
      text += (bytes[at] ?? '').replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      at += 1
    }
  }
  return text
}

export const createExcludes = (globs: readonly string[]): IsExcluded => {
  const expressions = globs.map(expression).filter((text) => text !== '')
  const isReserved = (path: BytePath) => path === RESERVED || path.startsWith(`${RESERVED}/`)
  if (expressions.length === 0) return isReserved
  // Whatever stands below a match is excluded with it.
  const pattern = new RegExp(`^(?:${expressions.join('|')})(?:/|$)`, 's')
  return (path) => isReserved(path) || pattern.test(path)
}
