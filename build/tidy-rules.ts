import { posix } from 'node:path'

export interface TextFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface Finding {
  readonly at: string
  readonly says: string
  readonly severity: 'error' | 'note'
}

const isCode = (path: string): boolean => /\.(ts|tsx|cts|mts|cjs|mjs|js)$/.test(path)

/** Every match, with its line. */
const matches = (file: TextFile, pattern: RegExp): { at: string; found: string }[] =>
  file.text.split('\n').flatMap((line, index) =>
    [...line.matchAll(pattern)].map((match) => ({
      at: `${file.path}:${index + 1}`,
      found: match[1] ?? match[0],
    })),
  )

// ---- length ----------------------------------------------------------------------------------

const longLines = 350
const tooLongLines = 400

/** Files that may be longer, each with its reason. */
const mayBeLong: Readonly<Record<string, string>> = {
  'electron/engine/guardian/guardian.test.ts':
    'one bench of real processes, and everything that can befall them',
  'electron/engine/link/hostile.test.ts': 'one stranger at one door, and everything he can try',
}

/** One idea a file: above 350 lines it is worth a look, above 400 it needs a reason here. */
export const length = (file: TextFile, allowed = mayBeLong): Finding[] => {
  if (!isCode(file.path) || file.path in allowed) return []
  const lines = file.text.split('\n').length - 1
  if (lines <= longLines) return []
  const severity = lines > tooLongLines ? 'error' : 'note'
  return [{ at: `${file.path}:1`, says: `has ${lines} lines: does it hold one idea?`, severity }]
}

// ---- open ends -------------------------------------------------------------------------------

const open: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:only|skip|todo|fixme)\b/g,
    'is a test that does not run, or keeps others from running',
  ],
  [/\b(?:TODO|FIXME|XXX|HACK)\b/g, 'is left open: do it, or write it on an issue'],
  [/@ts-(?:ignore|nocheck|expect-error)\b/g, 'silences the types'],
  [/\bbiome-ignore-(?:all|start)\b/g, 'silences the lint for more than one line'],
  [/\bas any\b/g, 'goes around the types'],
]

/** The two files that have to write these words down. */
const namesThem = /^build\/tidy-rules(\.test)?\.ts$/

export const openEnds = (file: TextFile): Finding[] =>
  !isCode(file.path) || namesThem.test(file.path)
    ? []
    : open.flatMap(([pattern, says]) =>
        matches(file, pattern).map(({ at, found }) => ({
          at,
          says: `"${found}" ${says}`,
          severity: 'error' as const,
        })),
      )

// ---- names of one machine --------------------------------------------------------------------

/** Folders every system has: a repository may lie in one, and its name says nothing. */
const common = new Set([
  '/',
  '/tmp',
  '/var/tmp',
  '/home',
  '/root',
  '/srv',
  '/opt',
  '/mnt',
  '/usr/src',
  '/build',
])

/** A home folder, or the folder this very clone lies in or beside. */
export const machine = (file: TextFile, root: string): Finding[] => {
  if (namesThem.test(file.path)) return []
  const own = [root, posix.dirname(root)].filter((path) => !common.has(path))
  const escaped = own.map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(
    `(?<![\\w.])(${[...escaped, '/home/\\w+', '/root', '/Users/\\w+'].join('|')})(?=[/\\s'"\`:,)]|$)`,
    'g',
  )
  return matches(file, pattern).map(({ at, found }) => ({
    at,
    says: `"${found}" is a path of one machine`,
    severity: 'error' as const,
  }))
}

// ---- links and imports -----------------------------------------------------------------------

const markdownLink = /\]\((?!https?:|mailto:|#)([^)\s#]+)/g
const relativeImport = /(?:from|import) '(\.{1,2}\/[^']+)'/g

/** A relative link or import stays in the repository and leads to something. */
export const outsideLinks = (file: TextFile, exists: (path: string) => boolean): Finding[] => {
  const isMarkdown = file.path.endsWith('.md')
  if (!isMarkdown && !(isCode(file.path) && !file.path.endsWith('.test.ts'))) return []
  return matches(file, isMarkdown ? markdownLink : relativeImport).flatMap(({ at, found }) => {
    const target = posix.normalize(posix.join(posix.dirname(file.path), found.replace(/\?.*$/, '')))
    if (target.startsWith('../'))
      return [{ at, says: `"${found}" leads out of the repository`, severity: 'error' as const }]
    if (!exists(target)) return [{ at, says: `"${found}" leads nowhere`, severity: 'error' as const }]
    const direct = posix.relative(posix.dirname(file.path), target)
    if (!isMarkdown && found.replace(/^\.\//, '') !== direct)
      return [{ at, says: `"${found}" is a roundabout way of "${direct}"`, severity: 'error' as const }]
    return []
  })
}
