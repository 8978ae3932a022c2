import fs from 'node:fs'
import path from 'node:path'
import { type Rehearsal, rehearsalResults } from '../../../shared/contract/rehearsal.ts'
import { writeAtomic } from '../store/atomic-file.ts'
import type { Fault } from '../store/fault.ts'

/** What the last rehearsals came to, the newest first. Each stands in the decision record as well, with its rules. */

const KEPT = 50

export interface RehearsalsFile {
  readonly results: readonly Rehearsal[]
  add(rehearsal: Rehearsal): { readonly ok: true } | Fault
}

/** A damaged or missing file only means that none is known. */
export const openRehearsals = (dataDir: string): RehearsalsFile => {
  const file = path.join(dataDir, 'rehearsals.json')
  let results: readonly Rehearsal[] = []
  try {
    results = rehearsalResults.catch([]).parse(JSON.parse(fs.readFileSync(file, 'utf8')))
  } catch {
    results = []
  }
  return {
    get results() {
      return results
    },
    add: (rehearsal) => {
      results = [rehearsal, ...results.filter(({ requestId }) => requestId !== rehearsal.requestId)].slice(
        0,
        KEPT,
      )
      return writeAtomic(file, `${JSON.stringify(results, null, 1)}\n`)
    },
  }
}
