import { windowAddress } from '../shared/contract/desktop.ts'
import { readStaticFiles, type StaticFiles } from './engine/admin/static-files.ts'

/**
 * What `app://` answers: a map from whole address to content, made once at start. An address is looked up as
 * it came, without decoding or joining: what is not in the map does not exist, so no path can lead out.
 */
export type AppFiles = StaticFiles

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

export interface AppAnswer {
  readonly status: 200 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The built page stands at the address of every kind of window. */
export const readAppFiles = (folder: string): AppFiles => {
  const files = new Map<string, AppFiles extends ReadonlyMap<string, infer File> ? File : never>()
  for (const [path, file] of readStaticFiles(folder)) {
    const addresses = path === '/' ? Object.values(windowAddress) : [new URL(path, windowAddress.home).href]
    for (const address of addresses) files.set(address, file)
  }
  return files
}

export const answerAt = (files: AppFiles, method: string, address: string): AppAnswer => {
  const file = method === 'GET' ? files.get(address) : undefined
  return file === undefined
    ? {
        status: 404,
        headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
        body: Buffer.from('There is nothing here.\n'),
      }
    : { status: 200, headers: { ...headers, 'content-type': file.type }, body: file.content }
}
