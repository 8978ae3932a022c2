import { asClause } from './labels-format.ts'
import { isProblemCode, problemWords } from './labels-status.ts'
import { codeWords } from './labels-values.ts'

/** Why a copy of a switch-over was not complete, or what of it took too long. */

const faultTable: Readonly<Record<string, string>> = {
  linkDown: 'The two servers were not connected for copying',
  timeout: 'It took too long',
  rootsDiffer: 'The two copies were still not equal',
  cancelled: 'It was stopped',
  failed: 'A file could not be copied',
  copyChanges: 'Copying what had changed took too long',
  stopServices: 'Stopping the services took too long',
  finalSync: 'The last copy took too long',
  askNonce: 'The other server did not answer in time',
}

/** Of one file, on either server. */
const fileTable: Readonly<Record<string, string>> = {
  diskFull: 'The disk of the standby is full',
  writeFailed: 'A file could not be written on the standby',
  changedHere: 'A file was changed on the standby meanwhile',
  gone: 'A file was gone before it was copied',
  unreadable: 'A file could not be read on the active system',
}

const wordsOf = (table: Readonly<Record<string, string>>, code: string): string =>
  Object.hasOwn(table, code) ? (table[code] ?? code) : codeWords(code)

/** "deletionsHeld voice-mail (222)": what holds a replicated folder up. */
const folderWords = (detail: string): string | null => {
  const [, code = '', name = '', count] = /^(\w+) (.*) \((\d+)\)$/.exec(detail) ?? []
  return isProblemCode(code) ? asClause(problemWords({ code, name, count: Number(count) })) : null
}

/** "linkDown: no channel to the standby", "failed: diskFull: voice-mail/201.wav" and the like, as one clause. */
export const copyFaultWords = (fault: string): string => {
  const [, code = fault, detail = ''] = /^(\w+): (.*)$/.exec(fault) ?? []
  const [, fileCode, place] = code === 'failed' ? (/^(\w+): (.*)$/.exec(detail) ?? []) : []
  if (fileCode !== undefined) return `${wordsOf(fileTable, fileCode)} (${place})`
  return folderWords(detail) ?? wordsOf(faultTable, code)
}
