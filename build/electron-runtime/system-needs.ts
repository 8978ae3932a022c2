import { aloud, run, type Say, silenceSeconds } from './run.ts'

/** What an Electron needs of a Linux, and its installation as root. */

const isRoot = process.getuid?.() === 0

/** Library names from what `ldd` prints, those it did not find. */
export const notFound = (ldd: string): string[] =>
  [...ldd.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '')

/** These four bring every library Electron is linked with. */
const libraryPackages = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2']

export const installPackages = async (names: readonly string[], say: Say): Promise<string | null> => {
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
