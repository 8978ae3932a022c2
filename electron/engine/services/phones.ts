import { z } from 'zod'
import type { Limit } from './finding.ts'
import { httpGet } from './http-get.ts'

/** Which telephones are home: the telephone system's own page of names, as site.json's `phonesUrl` gives it. */

const MAX_BYTES = 1 << 20
const names = z.array(z.string().max(64)).max(4096)
const page = z.object({ expected: names, registered: names })

export interface Phones {
  readonly expected: string[]
  readonly registered: string[]
}

export type PhonesAnswer =
  | { readonly ok: true; readonly phones: Phones }
  | { readonly ok: false; readonly detail: string }

const parse = (body: string): Phones | null => {
  try {
    return page.parse(JSON.parse(body))
  } catch {
    return null
  }
}

export const askPhones = async (url: string, limit: Limit): Promise<PhonesAnswer> => {
  const answer = await httpGet(url, { maxBytes: MAX_BYTES }, limit)
  if (!answer.ok) return answer
  if (answer.status !== 200) return { ok: false, detail: `phonesUrl answered ${answer.status}` }
  const phones = parse(answer.body)
  return phones === null
    ? { ok: false, detail: 'phonesUrl must answer {"expected": [names], "registered": [names]}' }
    : { ok: true, phones }
}
