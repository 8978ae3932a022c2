/**
 * `npm run package`: the app with all it needs as one folder under dist/, started and driven before it gets
 * its name. docs/packaging.md.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ensureBuilt, orExit } from './build.ts'
import { readOptions } from './command-options.ts'
import { runDesktopTests } from './desktop-run.ts'
import { desktopTestsFault } from './desktop-tests.ts'
import { type ElectronRuntime, findElectron } from './electron-runtime.ts'
import { root } from './entries.ts'
import { assemble, executableName } from './package/assemble.ts'
import { packagedNodeVersion } from './package/extras.ts'
import { fuseFaults, lastFuse, readFuses, setFuses } from './package/fuses.ts'
import { namesAndVersions, partsOf, reportLines, writeReport } from './package/report.ts'
import { type Staged, stage } from './package/stage.ts'
import { type Counts, playwrightCounts, sum, totalLine } from './test-counts.ts'

type Runtime = Extract<ElectronRuntime, { ok: true }>

/** Half-made packages lie here, never under a package's name. */
const partial = join(root, 'dist/.partial')

/** Why a package with this runtime is not to be given away; null when it may be. */
const testingOnly = (runtime: Runtime): string | null => {
  const pinned = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.electron
  if (runtime.version === pinned) return null
  const why =
    runtime.source === 'registryCopy'
      ? `Electron ${pinned} was out of reach, and ${runtime.version} gets no security fixes`
      : `the Electron that is shipped is ${pinned}`
  return `This package was made with Electron ${runtime.version}: ${why}. It proves that packaging works; do not install it on a server.`
}

/** The tests of e2e/package whose files have these names, against the app in `folder`. */
const drive = async (folder: string, names: readonly string[]): Promise<Counts> => {
  const report = join(root, `.cache/test-reports/package-${names[0]}.json`)
  const code = await runDesktopTests({
    config: join(root, 'build/playwright.package.config.ts'),
    words: [...names],
    env: { REDUNDANCY_PACKAGE: folder },
    report,
    leavings: join(root, 'test-results/package'),
  })
  const none = { passed: 0, failed: 1, skipped: 0 }
  const counts = existsSync(report) ? playwrightCounts(readFileSync(report, 'utf8')) : none
  return code === 0 || counts.failed > 0 ? counts : none
}

/** Sets the last fuse and reads all of them back; throws one sentence for what is not as it has to be. */
const seal = async (folder: string) => {
  const executable = join(folder, executableName)
  await setFuses(executable, [lastFuse])
  const fuses = await readFuses(executable)
  const faults = fuseFaults(fuses, process.platform)
  if (faults.length > 0) throw new Error(faults.join(' '))
  return fuses
}

const finish = async (folder: string, staged: Staged, runtime: Runtime): Promise<Counts> => {
  const driven = await drive(folder, ['driven', 'service'])
  if (driven.failed > 0) return driven
  const fuses = await seal(folder)
  const checks = sum([driven, await drive(folder, ['sealed'])])
  if (checks.failed > 0) return checks
  const forTestingOnly = testingOnly(runtime)
  const platform = `${process.platform}-${process.arch}`
  const name = `redundancy-manager-${staged.version}-${platform}${forTestingOnly === null ? '' : '-testing-only'}`
  const report = {
    name,
    version: staged.version,
    platform,
    forTestingOnly,
    sources: readFileSync(join(root, 'out/.sources'), 'utf8'),
    electron: { version: runtime.version, source: runtime.source },
    node: packagedNodeVersion(),
    fuses,
    checks,
    packages: namesAndVersions(staged.packages),
    parts: partsOf(folder),
  }
  writeReport(folder, report)
  const home = join(root, 'dist', name)
  rmSync(home, { recursive: true, force: true })
  renameSync(folder, home)
  console.log(reportLines(relative(root, home), report).join('\n'))
  return checks
}

const make = async (): Promise<Counts> => {
  // Signing has to come after the last fuse, and nobody has tried that elsewhere.
  if (process.platform !== 'linux') throw new Error('The app is packaged on Linux only, for Linux.')
  const runtime = await findElectron()
  if (!runtime.ok) throw new Error(runtime.sentence)
  const fault = await desktopTestsFault(console.error)
  if (fault !== null) throw new Error(`Nothing is packaged that cannot be started here first. ${fault}`)
  await orExit(ensureBuilt())
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  // The tests start it as another user, whatever the umask.
  for (const folder of [dirname(partial), partial]) chmodSync(folder, 0o755)
  try {
    const staged = stage(join(partial, 'app'))
    return await finish(await assemble(staged, join(partial, 'made'), runtime), staged, runtime)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

const main = async (): Promise<number> => {
  readOptions('npm run package', {})
  const started = performance.now()
  try {
    const counts = await make()
    console.log(`Took ${((performance.now() - started) / 1000).toFixed(1)} s.`)
    console.log(totalLine(counts))
    return counts.failed === 0 ? 0 : 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

// A package of its own ends the process with 0 when nothing is left to do: the code is said now.
process.exit(await main())
