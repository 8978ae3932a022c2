import path from 'node:path'
import { type Site, site as siteSchema } from '../../../shared/contract/site.ts'
import { readSmall } from './atomic-file.ts'
import { parseJson } from './json-fault.ts'
import { schemaFaults } from './schema-words.ts'
import { siteFaults } from './site-faults.ts'

/** `site.json`: read at start. A missing file means the defaults; a wrong one stops the start. */
export type ReadSite =
  | { readonly ok: true; readonly site: Site }
  /** One sentence each: the file, the field, what is wrong. `message` holds them as lines. */
  | { readonly ok: false; readonly faults: readonly string[]; readonly message: string }

const MOST_BYTES = 1024 * 1024

const refuse = (faults: readonly string[]): ReadSite => ({ ok: false, faults, message: faults.join('\n') })

export const parseSite = (file: string, text: string, dataDir: string): ReadSite => {
  const json = parseJson(text)
  if (!json.ok) return refuse([`${file} ${json.what}.`])
  const parsed = siteSchema.safeParse(json.value, { reportInput: true })
  if (!parsed.success) return refuse(schemaFaults(file, parsed.error))
  const faults = siteFaults(parsed.data, dataDir)
  if (faults.length > 0) return refuse(faults.map((one) => `${file}: ${one.field} ${one.what}.`))
  return { ok: true, site: parsed.data }
}

export const readSite = (dataDir: string): ReadSite => {
  const file = path.join(dataDir, 'site.json')
  const read = readSmall(file, MOST_BYTES)
  if (!read.ok) return refuse([read.message])
  return parseSite(file, read.text ?? '{}', path.resolve(dataDir))
}
