import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Counts } from '../test-counts.ts'
import type { Fuses } from './fuses.ts'
import type { ProductionPackage } from './production-packages.ts'

/** What a package says of itself: `package-report.json` in it, and the lines printed at the end. */
export interface PackageReport {
  readonly name: string
  readonly version: string
  readonly platform: string
  /** Null when it may be given away. */
  readonly forTestingOnly: string | null
  /** Hash over the sources it was built from. */
  readonly sources: string
  readonly electron: { readonly version: string; readonly source: string }
  readonly node: string
  readonly fuses: Fuses
  readonly checks: Counts
  readonly packages: Readonly<Record<string, string>>
  readonly parts: readonly Part[]
}

export interface Part {
  readonly part: string
  readonly files: number
  readonly bytes: number
}

const filesBelow = (folder: string): { path: string; bytes: number }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: statSync(path).size }))

/** The first that fits; what fits none is Electron's own. */
const parts: readonly (readonly [name: string, prefix: string])[] = [
  ['Node', 'resources/node/'],
  ['npm packages', 'resources/app.asar.unpacked/node_modules/'],
  ['the app', 'resources/app.asar'],
  ['the command', 'bin/'],
  ['for installing', 'share/'],
]

export const partsOf = (folder: string): Part[] => {
  const sums = new Map<string, { files: number; bytes: number }>()
  for (const { path, bytes } of filesBelow(folder)) {
    const inside = path.slice(folder.length + 1)
    const name = parts.find(([, prefix]) => inside.startsWith(prefix))?.[0] ?? 'Electron'
    const sum = sums.get(name) ?? { files: 0, bytes: 0 }
    sums.set(name, { files: sum.files + 1, bytes: sum.bytes + bytes })
  }
  return [...sums].map(([part, sum]) => ({ part, ...sum })).sort((one, other) => other.bytes - one.bytes)
}

export const namesAndVersions = (packages: readonly ProductionPackage[]): Record<string, string> =>
  Object.fromEntries(
    packages.map(({ folder, version }) => [folder.replace(/^node_modules\//, ''), version] as const),
  )

export const writeReport = (folder: string, report: PackageReport): void => {
  writeFileSync(join(folder, 'package-report.json'), `${JSON.stringify(report, null, 2)}\n`)
  if (report.forTestingOnly !== null)
    writeFileSync(join(folder, 'TESTING-ONLY.txt'), `${report.forTestingOnly}\n`)
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`

export const reportLines = (at: string, report: PackageReport): string[] => {
  const bytes = report.parts.reduce((sum, part) => sum + part.bytes, 0)
  const rows = report.parts.map(
    (part) => `  ${part.part.padEnd(15)}${megabytes(part.bytes).padStart(9)} in ${part.files} files`,
  )
  const versions = `Electron ${report.electron.version}, Node ${report.node}, ${Object.keys(report.packages).length} npm packages`
  return [
    `${at}: ${megabytes(bytes)}, ${report.platform}, ${versions}`,
    ...rows,
    ...(report.forTestingOnly === null ? [] : [`FOR TESTING ONLY: ${report.forTestingOnly}`]),
  ]
}
