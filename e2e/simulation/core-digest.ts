import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** What the simulation runs of the product. */
const roots = ['step', 'wake', 'force', 'replay', 'view'].map((name) => `shared/core/${name}.ts`)

const folder = path.resolve(import.meta.dirname, '../..')

/** A type decides nothing, and neither does a comment. */
const codeOf = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/^import type [\s\S]*?from '[^']*'$/gm, '')

const importsOf = (file: string, code: string): string[] =>
  [...code.matchAll(/from '(\.[^']*\.ts)'/g)].map(([, to = '']) => path.join(path.dirname(file), to))

/** Names the core that is run, and all that it uses: two runs with the same digest ran the same rules. */
export const coreDigest = (): string => {
  const codes = new Map<string, string>()
  const waiting = [...roots]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (codes.has(file)) continue
    const code = codeOf(fs.readFileSync(path.join(folder, file), 'utf8'))
    codes.set(file, code)
    waiting.push(...importsOf(file, code))
  }
  const hash = createHash('sha256')
  for (const file of [...codes.keys()].sort()) hash.update(`${file}\n${codes.get(file)}\n`)
  return hash.digest('hex').slice(0, 8)
}
