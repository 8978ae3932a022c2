import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './tidy-rules.ts'

/** The two commands a newcomer types first, in this order (README.md). */
const firstTwo = ['npm ci && npm run demo', 'npm ci && npm test']

/** npm's own words, which are no scripts. */
const lifecycle = new Set(['ci', 'install', 'pack', 'exec'])

const codeIn = (markdown: string): string[] => [
  ...[...markdown.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].flatMap((block) => (block[1] ?? '').split('\n')),
  ...[...markdown.matchAll(/`([^`\n]+)`/g)].map((span) => span[1] ?? ''),
]

/** Every `npm ...` and `node file` the README names exists; its first two commands are the agreed ones. */
export const readmeFindings = (
  readme: string,
  scripts: Readonly<Record<string, string>>,
  exists: (path: string) => boolean,
): Finding[] => {
  const error = (says: string): Finding => ({ at: 'README.md:1', says, severity: 'error' })
  const code = codeIn(readme).join('\n')
  const missingScripts = [...code.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !lifecycle.has(name) && !(name in scripts))
  const missingFiles = [...code.matchAll(/\bnode ((?:\w[\w-]*\/)+[\w.-]+)/g)]
    .map((match) => match[1] ?? '')
    .filter((path) => !path.startsWith('out/') && !exists(path))
  const positions = firstTwo.map((command) => readme.indexOf(command))
  const [demo = -1, test = -1] = positions
  return [
    ...[...new Set(missingScripts)].map((name) =>
      error(`names "npm run ${name}", which package.json does not have`),
    ),
    ...[...new Set(missingFiles)].map((path) => error(`names "node ${path}", which is not there`)),
    ...(demo < 0 || test < demo ? [error(`has to name "${firstTwo.join('" first, then "')}"`)] : []),
  ]
}

export const readmeCommands = (root: string): Finding[] => {
  const path = join(root, 'README.md')
  if (!existsSync(path)) return [{ at: 'README.md:1', says: 'is not written yet', severity: 'error' }]
  const manifest: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  return readmeFindings(readFileSync(path, 'utf8'), manifest.scripts, (file) => existsSync(join(root, file)))
}
