import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The asar format: four lengths, a JSON table of contents, the files' bytes. */
export const asar = (files: Readonly<Record<string, Buffer>>): Buffer => {
  let offset = 0
  const entries = Object.entries(files).map(([name, bytes]) => {
    const entry = [name, { size: bytes.length, offset: String(offset) }] as const
    offset += bytes.length
    return entry
  })
  const json = Buffer.from(JSON.stringify({ files: Object.fromEntries(entries) }))
  const padded = Math.ceil(json.length / 4) * 4
  const lengths = Buffer.alloc(16)
  for (const [index, value] of [4, padded + 8, padded + 4, json.length].entries())
    lengths.writeUInt32LE(value, index * 4)
  return Buffer.concat([lengths, json, Buffer.alloc(padded - json.length), ...Object.values(files)])
}

/**
 * Gives a distribution that came without one the default app of this folder: what `electron <folder>`
 * runs first. An archive, because electron-builder takes exactly that file out of what it packages.
 */
export const putDefaultApp = (dist: string): void => {
  const packed = asar({
    'package.json': Buffer.from(JSON.stringify({ name: 'electron', main: 'main.cjs' })),
    'main.cjs': readFileSync(join(import.meta.dirname, 'main.cjs')),
  })
  const place = join(dist, 'resources/default_app.asar')
  if (existsSync(place) && readFileSync(place).equals(packed)) return
  const partial = `${place}.${process.pid}`
  writeFileSync(partial, packed)
  renameSync(partial, place)
}
