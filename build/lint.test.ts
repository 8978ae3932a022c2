import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { root } from './entries.ts'

// Plants a violation of every rule the project's shape depends on and asks the real configuration
// about it, in a copy outside the project: a rule that stops working fails here.

interface Planted {
  readonly path: string
  readonly code: string
}

const plants: Planted[] = []

/** Plants `code` beside `path` (a number is added to its name) and gives the name to ask about it. */
const plant = (path: string, code: string): string => {
  const numbered = path.replace('.', `-${plants.length}.`)
  plants.push({ path: numbered, code })
  return numbered
}

interface Diagnostic {
  readonly category: string
  readonly location: { readonly path: string }
}

let diagnostics: readonly Diagnostic[] = []

/** The categories of everything found in a planted file. */
const findings = (name: string): string[] => {
  const own = diagnostics.filter((found) => found.location.path === name)
  return [...new Set(own.map((found) => found.category))].sort()
}

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'))
  try {
    for (const path of ['biome.json', 'build/lint', '.gitignore', 'package.json']) {
      cpSync(join(root, path), join(folder, path), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    execFileSync('git', ['init', '-q'], { cwd: folder })
    for (const { path, code } of plants) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), `${code}\n`)
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    const lint = spawnSync(
      process.execPath,
      [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'],
      {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      },
    )
    const report: { diagnostics: Diagnostic[] } = JSON.parse(lint.stdout)
    diagnostics = report.diagnostics
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

const importing = (from: string): string => `import { thing } from '${from}'\n\nexport const used = thing`

const imports = 'lint/style/noRestrictedImports'
const globals = 'lint/style/noRestrictedGlobals'
const properties = 'lint/nursery/noJsRestrictedProperties'
const undeclared = 'lint/correctness/noUndeclaredDependencies'

/** One row of a table: what it is about, the planted file, the rule that has to find it. */
type Row = readonly [about: string, name: string, rule: string]

const forbidden = (path: string, from: string): Row => [
  `${path} may not import ${from}`,
  plant(path, importing(from)),
  imports,
]
const allowed = (path: string, from: string): readonly [string, string] => [
  `${path} may import ${from}`,
  plant(path, importing(from)),
]
const found = (about: string, path: string, code: string, rule: string): Row => [
  about,
  plant(path, code),
  rule,
]

test.each([
  forbidden('renderer/client/x.ts', '../../electron/engine/ports.ts'),
  forbidden('renderer/client/x.ts', '../../electron/service/main.ts'),
  forbidden('renderer/client/x.ts', 'node:fs'),
  forbidden('renderer/client/x.ts', 'electron'),
  forbidden('renderer/client/x.ts', 'ws'),
  forbidden('renderer/client/x.ts', '../../e2e/fixtures/pbx-tree.ts'),
  forbidden('renderer/client/x.test.ts', '../../electron/engine/ports.ts'),
  forbidden('shared/core/x.ts', '../../electron/engine/ports.ts'),
  forbidden('shared/core/x.ts', '../../renderer/client/client.ts'),
  forbidden('shared/core/x.ts', 'node:crypto'),
  forbidden('shared/core/x.ts', 'crypto'),
  forbidden('shared/core/x.ts', 'react'),
  forbidden('shared/x.ts', '../electron/engine/ports.ts'),
  forbidden('shared/core/x.test.ts', '../../electron/engine/ports.ts'),
  forbidden('electron/engine/link/x.ts', 'electron'),
  forbidden('electron/engine/link/x.ts', 'electron/main'),
  forbidden('electron/engine/x.ts', '../main.ts'),
  forbidden('electron/engine/link/x.ts', '../../main.ts'),
  forbidden('electron/engine/link/x.ts', '../../preload.ts'),
  forbidden('electron/engine/link/x.ts', '../../ipc/door.ts'),
  forbidden('electron/engine/link/x.ts', '../../service/main.ts'),
  forbidden('electron/engine/link/x.ts', '../../../renderer/client/client.ts'),
  forbidden('electron/engine/link/x.ts', '../../../e2e/fixtures/pbx-tree.ts'),
  forbidden('electron/engine/link/x.test.ts', '../../service/main.ts'),
  forbidden('electron/service/x.ts', '../main.ts'),
  forbidden('electron/service/http/x.ts', '../../main.ts'),
  forbidden('electron/service/http/x.ts', '../../ipc/door.ts'),
  forbidden('electron/service/http/x.ts', 'electron'),
  forbidden('electron/service/http/x.ts', '../../../renderer/client/client.ts'),
  forbidden('electron/main.ts', './service/main.ts'),
  forbidden('electron/ipc/x.ts', '../../renderer/client/client.ts'),
  forbidden('electron/ipc/x.ts', '../service/main.ts'),
  found(
    'windows are heard in ipc/ alone',
    'electron/x.ts',
    "import { ipcMain } from 'electron'\n\nexport const used = ipcMain",
    imports,
  ),
  forbidden('e2e/pair/x.ts', '../../electron/service/main.ts'),
  forbidden('e2e/desktop/x.ts', '../../electron/main.ts'),
  forbidden('e2e/demo/auditor-x.ts', '../../shared/domain/roles.ts'),
])('%s', (_about, name, rule) => {
  expect(findings(name)).toContain(rule)
})

test.each([
  allowed('renderer/client/x.ts', '../../shared/contract/contract.ts'),
  allowed('renderer/client/x.tsx', 'react'),
  allowed('renderer/client/x.ts', 'react-dom/client'),
  allowed('renderer/client/x.test.ts', 'vitest'),
  allowed('renderer/client/x.test.ts', 'node:fs'),
  allowed('shared/core/x.ts', '../domain/roles.ts'),
  allowed('shared/contract/x.ts', 'zod'),
  allowed('shared/core/x.test.ts', 'node:fs'),
  allowed('electron/engine/link/x.ts', 'ws'),
  allowed('electron/engine/link/x.ts', '../ports.ts'),
  allowed('electron/engine/loop/x.ts', '../services/watch.ts'),
  allowed('electron/engine/link/x.test.ts', '../../../e2e/fixtures/kab-emulator.ts'),
  allowed('electron/service/http/x.ts', '../main.ts'),
  allowed('electron/service/x.ts', '../engine/ports.ts'),
  allowed('electron/main.ts', 'electron'),
  allowed('electron/main.ts', './engine/ports.ts'),
  [
    'electron/ipc/x.ts may hear windows',
    plant('electron/ipc/x.ts', "import { ipcMain } from 'electron'\n\nexport const used = ipcMain"),
  ] as const,
  allowed('e2e/pair/x.ts', '../../electron/engine/ports.ts'),
  allowed('e2e/pair/x.ts', '../../build/node16.ts'),
])('%s', (_about, name) => {
  expect(findings(name)).toEqual([])
})

const core = 'shared/core/x.ts'

test.each([
  found('a re-export', core, "export * from '../../electron/engine/ports.ts'", imports),
  found(
    'a dynamic import',
    core,
    "export const load = () => import('../../electron/engine/ports.ts')",
    imports,
  ),
  found(
    'a type',
    core,
    "import type { Tick } from '../../electron/engine/ports.ts'\n\nexport type T = Tick",
    imports,
  ),
  found('an inline type', core, "export type T = import('../../electron/engine/ports.ts').Tick", 'plugin'),
  found('a worker', core, "export const w = new URL('../../electron/w.ts', import.meta.url)", 'plugin'),
  found('require', core, "export const w = require('../../electron/w.ts')", 'plugin'),
])('the direction holds for %s', (_about, name, rule) => {
  expect(findings(name)).toContain(rule)
})

test.each(
  (
    [
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
    ] as const
  ).map(([expression, rule]) => {
    const code = `export const value = ${expression}`
    return [expression, plant(core, code), rule, plant('shared/core/x.test.ts', code)] as const
  }),
)('shared/ has neither clock nor randomness: %s', (_about, name, rule, inTest) => {
  expect(findings(name)).toContain(rule)
  expect(findings(inTest)).toEqual([])
})

const given = plant(core, 'export const iso = (ms: number) => new Date(ms).toISOString()')

test('a time that came in with the input may be read in shared/', () => {
  expect(findings(given)).toEqual([])
})

test.each(
  (
    [
      ['a global', 'export const copy = (a: object) => structuredClone(a)', globals],
      ['fetch', "export const get = () => fetch('http://127.0.0.1')", globals],
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
        'another',
        "import { availableParallelism } from 'node:os'\n\nexport const x = availableParallelism()",
        'plugin',
      ],
      ['a module', "import { DatabaseSync } from 'node:sqlite'\n\nexport const x = DatabaseSync", 'plugin'],
    ] as const
  ).map(([about, code, rule]) => ({
    about,
    rule,
    bound: [plant('electron/engine/link/x.ts', code), plant('electron/service/x.ts', code)],
    free: plant('electron/engine/link/x.test.ts', code),
  })),
)('the engine and the service use nothing newer than Node 16: $about', ({ rule, bound, free }) => {
  for (const name of bound) expect(findings(name)).toContain(rule)
  expect(findings(free)).toEqual([])
})

const old = plant(
  'electron/engine/link/x.ts',
  "import { createHash } from 'node:crypto'\nimport { readFile } from 'node:fs/promises'\n\nexport const x = [readFile, createHash]",
)

test('what Node 16 has stays usable', () => {
  expect(findings(old)).toEqual([])
})

const stopping = ['showMessageBoxSync', 'showErrorBox', 'sendSync'].map(
  (name) =>
    [name, plant('electron/x.ts', `export const ask = (by: { ${name}(): void }) => by.${name}()`)] as const,
)

test.each(stopping)('nothing in the desktop app stops its process: %s', (_name, planted) => {
  expect(findings(planted)).toContain(properties)
})

const shipped = plant('electron/engine/x.ts', importing('fast-check'))
const tested = plant('electron/engine/x.test.ts', importing('fast-check'))

test('a package that is not shipped is only for tests and tools', () => {
  expect(findings(shipped)).toContain(undeclared)
  expect(findings(tested)).toEqual([])
})

const engine = 'electron/engine/x.ts'

test.each([
  found(
    'the recommended set (==)',
    engine,
    'export const same = (a: number, b: number) => a == b',
    'lint/suspicious/noDoubleEquals',
  ),
  found('the recommended set (debugger)', engine, 'debugger', 'lint/suspicious/noDebugger'),
  found('no any', engine, 'export const x = (value: any) => value', 'lint/suspicious/noExplicitAny'),
  found('no unused import', engine, "import { thing } from './y.ts'", 'lint/correctness/noUnusedImports'),
])('%s is on', (_about, name, rule) => {
  expect(findings(name)).toContain(rule)
})
