/**
 * What the repository demands of itself beyond types and lint. Prints each finding as
 * `file:line sentence`, then `N passed, N failed`, one for each rule.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './entries.ts'
import { readmeCommands } from './tidy-readme.ts'
import { type Finding, length, machine, openEnds, outsideLinks, type TextFile } from './tidy-rules.ts'

/** Tracked and new files that are text a person wrote. */
const textFiles = (): TextFile[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) =>
      /(^\.ci\/|\.(ts|tsx|cts|mts|cjs|mjs|js|json|md|html|css|sh|grit|txt|ya?ml)$)/.test(path),
    )
    .filter((path) => path !== 'package-lock.json' && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const files = textFiles()
const rules: readonly (readonly [name: string, findings: readonly Finding[]])[] = [
  ['length', files.flatMap((file) => length(file))],
  ['open ends', files.flatMap(openEnds)],
  ['names of one machine', files.flatMap((file) => machine(file, root))],
  ['links', files.flatMap((file) => outsideLinks(file, (path) => existsSync(join(root, path))))],
  ['README', readmeCommands(root)],
]

let failed = 0
for (const [name, findings] of rules) {
  for (const found of findings)
    console.log(`${found.at} ${found.severity === 'note' ? 'note: ' : ''}${found.says}`)
  const errors = findings.filter((found) => found.severity === 'error').length
  if (errors > 0) failed++
  console.log(`tidy ${name}: ${errors === 0 ? 'ok' : `${errors} to mend`}`)
}
console.log(`${rules.length - failed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
