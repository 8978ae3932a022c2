import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { root } from '../entries.ts'
import { inPartial, versionOf } from './files.ts'
import { run, silenceSeconds } from './run.ts'

/** The runtime the electron package brings: its own download. */

export const packageHome = join(root, 'node_modules/electron')

export const packageVersion = (): string | undefined => {
  const manifest = join(packageHome, 'package.json')
  return fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')).version : undefined
}

/** As the package's own installer judges it. */
export const packageHasOne = (): boolean =>
  fs.existsSync(join(packageHome, 'path.txt')) && versionOf(join(packageHome, 'dist')) === packageVersion()

/** The package's installer, run on a copy of the package, so that its limit leaves nothing half-made. */
export const packageDownload = (): Promise<string | null> =>
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
