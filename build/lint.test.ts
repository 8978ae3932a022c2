import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from './entries.ts'

// Plants a violation of every rule the project's shape depends on and asks the real configuration
// about it, in a copy outside the project: a rule that stops working fails here.

let planted = ''

beforeAll(() => {
  planted = mkdtempSync(join(tmpdir(), 'planted-'))
  for (const path of ['biome.json', 'build/lint', '.gitignore', 'package.json']) {
    cpSync(join(root, path), join(planted, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(planted, 'node_modules'))
  execFileSync('git', ['init', '-q'], { cwd: planted })
})

afterAll(() => rmSync(planted, { recursive: true, force: true }))

interface Diagnostic {
  readonly category: string
}

/** The categories of every finding at warning level or above for `code` standing at `path`. */
const findings = (path: string, code: string): string[] => {
  const file = join(planted, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${code}\n`)
  try {
    const biome = spawnSync(
      process.execPath,
      [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--reporter=json', path],
      { cwd: planted, encoding: 'utf8' },
    )
    const report: { diagnostics: Diagnostic[] } = JSON.parse(biome.stdout)
    return [...new Set(report.diagnostics.map((found) => found.category))].sort()
  } finally {
    rmSync(file)
  }
}

const importing = (from: string): string => `import { thing } from '${from}'\n\nexport const used = thing`

const imports = 'lint/style/noRestrictedImports'

test.each([
  // renderer -> shared
  ['renderer/client/x.ts', '../../electron/engine/ports.ts'],
  ['renderer/client/x.ts', '../../electron/service/main.ts'],
  ['renderer/client/x.ts', 'node:fs'],
  ['renderer/client/x.ts', 'electron'],
  ['renderer/client/x.ts', 'ws'],
  ['renderer/client/x.ts', '../../e2e/fixtures/pbx-tree.ts'],
  ['renderer/client/x.test.ts', '../../electron/engine/ports.ts'],
  // shared -> shared, zod
  ['shared/core/x.ts', '../../electron/engine/ports.ts'],
  ['shared/core/x.ts', '../../renderer/client/client.ts'],
  ['shared/core/x.ts', 'node:crypto'],
  ['shared/core/x.ts', 'crypto'],
  ['shared/core/x.ts', 'react'],
  ['shared/x.ts', '../electron/engine/ports.ts'],
  ['shared/core/x.test.ts', '../../electron/engine/ports.ts'],
  // electron/engine -> engine, shared
  ['electron/engine/link/x.ts', 'electron'],
  ['electron/engine/link/x.ts', 'electron/main'],
  ['electron/engine/x.ts', '../main.ts'],
  ['electron/engine/link/x.ts', '../../main.ts'],
  ['electron/engine/link/x.ts', '../../preload.ts'],
  ['electron/engine/link/x.ts', '../../ipc/door.ts'],
  ['electron/engine/link/x.ts', '../../service/main.ts'],
  ['electron/engine/link/x.ts', '../../../renderer/client/client.ts'],
  ['electron/engine/link/x.ts', '../../../e2e/fixtures/pbx-tree.ts'],
  ['electron/engine/link/x.test.ts', '../../service/main.ts'],
  // electron/service -> service, engine, shared
  ['electron/service/x.ts', '../main.ts'],
  ['electron/service/http/x.ts', '../../main.ts'],
  ['electron/service/http/x.ts', '../../ipc/door.ts'],
  ['electron/service/http/x.ts', 'electron'],
  ['electron/service/http/x.ts', '../../../renderer/client/client.ts'],
  // the desktop shell -> ipc, engine, shared
  ['electron/main.ts', './service/main.ts'],
  ['electron/ipc/x.ts', '../../renderer/client/client.ts'],
  // nothing -> a host
  ['e2e/pair/x.ts', '../../electron/service/main.ts'],
  ['e2e/desktop/x.ts', '../../electron/main.ts'],
  // the auditor -> nothing of the product
  ['e2e/demo/auditor-x.ts', '../../shared/domain/roles.ts'],
])('%s may not import %s', (path, from) => {
  expect(findings(path, importing(from))).toContain(imports)
})

test.each([
  ['renderer/client/x.ts', '../../shared/contract/contract.ts'],
  ['renderer/client/x.tsx', 'react'],
  ['renderer/client/x.ts', 'react-dom/client'],
  ['renderer/client/x.test.ts', 'vitest'],
  ['renderer/client/x.test.ts', 'node:fs'],
  ['shared/core/x.ts', '../domain/roles.ts'],
  ['shared/contract/x.ts', 'zod'],
  ['shared/core/x.test.ts', 'node:fs'],
  ['electron/engine/link/x.ts', 'ws'],
  ['electron/engine/link/x.ts', '../ports.ts'],
  ['electron/engine/loop/x.ts', '../services/watch.ts'],
  ['electron/engine/link/x.test.ts', '../../../e2e/fixtures/kab-emulator.ts'],
  ['electron/service/http/x.ts', '../main.ts'],
  ['electron/service/x.ts', '../engine/ports.ts'],
  ['electron/main.ts', 'electron'],
  ['electron/main.ts', './engine/ports.ts'],
  ['e2e/pair/x.ts', '../../electron/engine/ports.ts'],
  ['e2e/pair/x.ts', '../../build/node16.ts'],
])('%s may import %s', (path, from) => {
  expect(findings(path, importing(from))).toEqual([])
})

test.each([
  ['a re-export', "export * from '../../electron/engine/ports.ts'", imports],
  ['a dynamic import', "export const load = () => import('../../electron/engine/ports.ts')", imports],
  [
    'a type import',
    "import type { Tick } from '../../electron/engine/ports.ts'\n\nexport type T = Tick",
    imports,
  ],
  ['an inline type', "export type T = import('../../electron/engine/ports.ts').Tick", 'plugin'],
  ['a worker', "export const w = new URL('../../electron/w.ts', import.meta.url)", 'plugin'],
  ['require', "export const w = require('../../electron/w.ts')", 'plugin'],
])('the direction holds for %s', (_what, code, rule) => {
  expect(findings('shared/core/x.ts', code)).toContain(rule)
})

const globals = 'lint/style/noRestrictedGlobals'
const properties = 'lint/nursery/noJsRestrictedProperties'

test.each([
  ['Date.now()', properties],
  ['Math.random()', properties],
  ['new Date()', 'plugin'],
  ['Date()', 'plugin'],
  ['performance.now()', globals],
  ['setTimeout(() => {}, 1)', globals],
  ['setInterval(() => {}, 1)', globals],
  ['globalThis.Date', globals],
  ['crypto.randomUUID()', globals],
  ['process.hrtime()', globals],
])('shared/ has neither clock nor randomness: %s', (expression, rule) => {
  expect(findings('shared/core/x.ts', `export const value = ${expression}`)).toContain(rule)
  expect(findings('shared/core/x.test.ts', `export const value = ${expression}`)).toEqual([])
})

test('a time that came in with the input may be read in shared/', () => {
  expect(
    findings('shared/core/x.ts', 'export const iso = (ms: number) => new Date(ms).toISOString()'),
  ).toEqual([])
})

test.each([
  ['a global', 'export const copy = (a: object) => structuredClone(a)', globals],
  ['a global', "export const get = () => fetch('http://127.0.0.1')", globals],
  ['a property', 'export const any = (a: AbortSignal) => AbortSignal.any([a])', properties],
  [
    'a method',
    'export const end = (s: { closeAllConnections(): void }) => s.closeAllConnections()',
    properties,
  ],
  [
    'a function',
    "import { cp, readFile } from 'node:fs/promises'\n\nexport const x = [cp, readFile]",
    'plugin',
  ],
  [
    'a function',
    "import { availableParallelism } from 'node:os'\n\nexport const x = availableParallelism()",
    'plugin',
  ],
  ['a module', "import { DatabaseSync } from 'node:sqlite'\n\nexport const x = DatabaseSync", 'plugin'],
])('the engine and the service use nothing newer than Node 16: %s', (_what, code, rule) => {
  expect(findings('electron/engine/link/x.ts', code)).toContain(rule)
  expect(findings('electron/service/x.ts', code)).toContain(rule)
  expect(findings('electron/engine/link/x.test.ts', code)).toEqual([])
})

test('what Node 16 has stays usable', () => {
  const code =
    "import { readFile } from 'node:fs/promises'\nimport { createHash } from 'node:crypto'\n\nexport const x = [readFile, createHash]"
  expect(findings('electron/engine/link/x.ts', code)).toEqual([])
})

test('a package that is not shipped is only for tests and tools', () => {
  const rule = 'lint/correctness/noUndeclaredDependencies'
  expect(findings('electron/engine/x.ts', importing('fast-check'))).toContain(rule)
  expect(findings('electron/engine/x.test.ts', importing('fast-check'))).toEqual([])
})

test.each([
  [
    'the recommended set',
    'export const same = (a: number, b: number) => a == b',
    'lint/suspicious/noDoubleEquals',
  ],
  ['the recommended set', 'debugger', 'lint/suspicious/noDebugger'],
  ['no any', 'export const x = (value: any) => value', 'lint/suspicious/noExplicitAny'],
  ['no unused import', "import { thing } from './y.ts'", 'lint/correctness/noUnusedImports'],
])('%s is on', (_what, code, rule) => {
  expect(findings('electron/engine/x.ts', code)).toContain(rule)
})
