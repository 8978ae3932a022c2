/**
 * Names are bytes. Inside replication a path is a *byte string*: a JavaScript string with one character
 * (0-255) per byte ("latin1"), relative to its set, components joined by `/`, the set itself `''`. It
 * compares in byte order, carries invalid UTF-8 exactly, and costs no more than any string.
 */
export type BytePath = string

/** The folder inside every set where files are put together; never replicated, refused as a name. */
export const RESERVED = '.redundancy-manager'
export const PATH_LIMIT = 4096
export const COMPONENT_LIMIT = 255

export const toBytePath = (text: string): BytePath => Buffer.from(text, 'utf8').toString('latin1')

const OUTSIDE_ASCII = /[\u0080-\u00ff]/

/** What the file system calls take: plain ASCII as it is, anything else as exact bytes. */
export const toFs = (path: BytePath): string | Buffer =>
  OUTSIDE_ASCII.test(path) ? Buffer.from(path, 'latin1') : path

const decoder = new TextDecoder('utf-8', { fatal: true })

/** For people: the text where it is valid UTF-8, else every odd byte as `\xNN`. Control characters too. */
export const display = (path: BytePath): string => {
  let text = path
  let isText = true
  if (OUTSIDE_ASCII.test(path)) {
    try {
      text = decoder.decode(Buffer.from(path, 'latin1'))
    } catch {
      isText = false
    }
  }
  const escaped = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(isText ? /[\u0000-\u001f\u007f]/g : /[\u0000-\u001f\u007f-\u00ff]/g, escaped)
}

export const join = (parent: BytePath, name: string): BytePath => (parent === '' ? name : `${parent}/${name}`)

export const parentOf = (path: BytePath): BytePath => {
  const cut = path.lastIndexOf('/')
  return cut < 0 ? '' : path.slice(0, cut)
}

export const nameOf = (path: BytePath): string => path.slice(path.lastIndexOf('/') + 1)

export const isInside = (path: BytePath, folder: BytePath): boolean =>
  folder === '' ? path !== '' : path.length > folder.length && path.startsWith(`${folder}/`)

export const refusalCodes = [
  'emptyName',
  'dotName',
  'absolute',
  'nul',
  'nameTooLong',
  'pathTooLong',
  'reservedName',
  'excluded',
  'specialFile',
  'linkLeavesSet',
  'parentIsLink',
  'parentMissing',
  'caseClash',
  'unreadable',
  'notWritable',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** Why a path may not be used, whoever sent it; null when it may. Purely lexical. */
export const refusalOf = (path: BytePath): RefusalCode | null => {
  if (path === '') return 'emptyName'
  if (path.length > PATH_LIMIT) return 'pathTooLong'
  if (path.includes('\0')) return 'nul'
  if (path.startsWith('/')) return 'absolute'
  const components = path.split('/')
  for (const component of components) {
    if (component === '') return 'emptyName'
    if (component === '.' || component === '..') return 'dotName'
    if (component.length > COMPONENT_LIMIT) return 'nameTooLong'
  }
  return components[0] === RESERVED ? 'reservedName' : null
}

/** Whether a link at `path` that says `target` stays inside its set, read as text (nothing is followed). */
export const linkStaysInside = (path: BytePath, target: BytePath): boolean => {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false
  const at = path.split('/').slice(0, -1)
  for (const component of target.split('/')) {
    if (component === '' || component === '.') continue
    if (component !== '..') at.push(component)
    else if (at.pop() === undefined) return false
  }
  return at[0] !== RESERVED
}
