import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/**
 * The built renderer, read once at start into a map from request path to content. A request is looked up
 * as it came, without decoding: what is not in the map does not exist, so no path can lead out.
 */
export interface StaticFile {
  readonly content: Buffer
  readonly type: string
  readonly etag: string
}

export type StaticFiles = ReadonlyMap<string, StaticFile>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}

const filesIn = (folder: string, prefix: string): [string, string][] =>
  fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(file, `${prefix}${entry.name}/`)
    return entry.isFile() ? [[`${prefix}${encodeURIComponent(entry.name)}`, file] as [string, string]] : []
  })

/** Empty when the renderer was not built. Files of kinds no page uses are left out. */
export const readStaticFiles = (folder: string): StaticFiles => {
  const files = new Map<string, StaticFile>()
  if (!fs.existsSync(path.join(folder, 'index.html'))) return files
  for (const [name, file] of filesIn(folder, '/')) {
    const type = types[path.extname(file)]
    if (type === undefined) continue
    const content = fs.readFileSync(file)
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
    files.set(name === '/index.html' ? '/' : name, { content, type, etag })
  }
  return files
}
