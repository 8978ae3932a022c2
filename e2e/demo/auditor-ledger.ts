import fs from 'node:fs'
import path from 'node:path'
import { sha256OfFile, walkTree } from './auditor-tree.ts'

/**
 * The ledger: one line for each file its writer made durable (file synced, renamed, folder synced), itself
 * synced before the next file begins, and kept outside the replicated trees.
 */

export interface LedgerEntry {
  readonly sequence: number
  /** Relative to the tree. */
  readonly path: string
  readonly sha256: string
  /** When it was acknowledged, ms on this computer's monotonic clock. */
  readonly atMs: number
}

export interface LedgerFault {
  readonly entry: LedgerEntry
  readonly what: 'missing' | 'content differs'
}

const isEntry = (value: unknown): value is LedgerEntry => {
  const entry = value as Partial<LedgerEntry> | null
  return (
    typeof entry === 'object' &&
    entry !== null &&
    Number.isInteger(entry.sequence) &&
    typeof entry.path === 'string' &&
    typeof entry.atMs === 'number' &&
    /^[0-9a-f]{64}$/.test(entry.sha256 ?? '')
  )
}

/** A torn last line was never acknowledged and is left out; anything else wrong is an error. */
export const readLedger = (file: string): LedgerEntry[] => {
  if (!fs.existsSync(file)) return []
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  lines.pop()
  return lines.map((line, index) => {
    const value: unknown = JSON.parse(line)
    if (!isEntry(value)) throw new Error(`${file}: line ${index + 1} is not a ledger entry: ${line}`)
    if (value.sequence !== index + 1)
      throw new Error(`${file}: line ${index + 1} has number ${value.sequence}`)
    return value
  })
}

/** Which acknowledged files are not below `root` with the right content. */
export const checkLedger = (entries: readonly LedgerEntry[], root: string): LedgerFault[] =>
  entries.flatMap((entry): LedgerFault[] => {
    const file = path.join(root, entry.path)
    if (!fs.existsSync(file)) return [{ entry, what: 'missing' }]
    return sha256OfFile(file) === entry.sha256 ? [] : [{ entry, what: 'content differs' }]
  })

/** The SHA-256 of every file below a folder, which may not be there: to look for what went to salvage. */
export const contentsBelow = (folder: string): ReadonlyMap<string, string> => {
  if (!fs.existsSync(folder)) return new Map()
  const found = new Map<string, string>()
  for (const [name, entry] of walkTree(folder, [])) {
    if (entry.kind === 'file') found.set(entry.content, Buffer.from(name, 'latin1').toString('utf8'))
  }
  return found
}
