/**
 * Where a JSON text is wrong, without quoting it (it may hold a password) and in the same words on every
 * runtime. Null when nothing is wrong.
 */
export interface JsonFault {
  readonly line: number
  readonly column: number
  readonly expected: string
}

/** Thrown and caught inside this file only: the position of the first fault. */
class At extends Error {
  readonly position: number
  readonly expected: string
  constructor(position: number, expected: string) {
    super(expected)
    this.position = position
    this.expected = expected
  }
}

const space = /[ \t\r\n]*/y
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const MOST_DEPTH = 500

export const jsonFault = (text: string): JsonFault | null => {
  let at = 0
  const accept = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match !== null) at = pattern.lastIndex
    return match !== null
  }
  const sign = (character: string): boolean => {
    accept(space)
    if (text[at] !== character) return false
    at += 1
    return true
  }
  const members = (close: string, one: () => void): void => {
    if (sign(close)) return
    do one()
    while (sign(','))
    if (!sign(close)) throw new At(at, `"," or "${close}"`)
  }
  const value = (depth: number): void => {
    if (depth > MOST_DEPTH) throw new At(at, 'less nesting')
    if (sign('{')) {
      members('}', () => {
        accept(space)
        if (!accept(string)) throw new At(at, 'a name in double quotes')
        if (!sign(':')) throw new At(at, '":"')
        value(depth + 1)
      })
    } else if (sign('[')) members(']', () => value(depth + 1))
    else if (!accept(string) && !accept(scalar)) throw new At(at, 'a value')
  }
  try {
    value(0)
    accept(space)
    if (at < text.length) throw new At(at, 'the end of the file')
    return null
  } catch (error) {
    if (!(error instanceof At)) throw error
    const before = text.slice(0, error.position).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected: error.expected }
  }
}

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly what: string }

export const parseJson = (text: string): ParsedJson => {
  const bare = text.startsWith('\ufeff') ? text.slice(1) : text
  const wrong = jsonFault(bare)
  if (wrong === null) return { ok: true, value: JSON.parse(bare) }
  return {
    ok: false,
    what: `is not valid JSON: line ${wrong.line}, column ${wrong.column} should have ${wrong.expected}`,
  }
}
