import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'

/**
 * Electron's fuses: switches in the executable that nobody who merely starts it can turn back. Why each is
 * as it is: docs/packaging.md.
 */
export type FuseName = keyof typeof FuseV1Options

export const wantedFuses = (platform: NodeJS.Platform): Readonly<Record<FuseName, boolean>> => ({
  RunAsNode: false,
  EnableCookieEncryption: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: platform === 'darwin' || platform === 'win32',
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
})

/** The last one to be set: Playwright drives the app through what it turns off. */
export const lastFuse: FuseName = 'EnableNodeCliInspectArguments'

/** `removed`: this Electron has given it up. Those the wire is too short for are not there. */
export type Fuses = Readonly<Record<string, 'on' | 'off' | 'removed' | 'unknown'>>

const states: Readonly<Record<number, Fuses[string]>> = { 48: 'off', 49: 'on', 114: 'removed' }

/** A fuse newer than the library that reads them has only a number. */
const nameOf = (position: string): string => FuseV1Options[Number(position)] ?? `fuse ${position}`

export const readFuses = async (executable: string): Promise<Fuses> => {
  const { version: _version, ...wire } = await getCurrentFuseWire(executable)
  return Object.fromEntries(
    Object.entries(wire).map(([position, state]) => [nameOf(position), states[Number(state)] ?? 'unknown']),
  )
}

/** Sets the named ones as wanted, as far as this executable has them. */
export const setFuses = async (executable: string, names: readonly FuseName[]): Promise<void> => {
  const present = await readFuses(executable)
  const wanted = wantedFuses(process.platform)
  const settings = names
    .filter((name) => present[name] === 'on' || present[name] === 'off')
    .map((name) => [FuseV1Options[name], wanted[name]])
  const config: FuseConfig = { version: FuseVersion.V1, ...Object.fromEntries(settings) }
  await flipFuses(executable, config)
}

export const allFuses = Object.keys(wantedFuses('linux')) as FuseName[]

/** Older than the oldest runtime the app is made for: a wire without these is read wrongly. */
const always: readonly FuseName[] = ['RunAsNode', 'EnableNodeCliInspectArguments', 'OnlyLoadAppFromAsar']

/** One sentence for each fuse that is not as it has to be in what is given away. */
export const fuseFaults = (fuses: Fuses, platform: NodeJS.Platform): string[] => {
  const wanted = wantedFuses(platform)
  return allFuses.flatMap((name) => {
    const state = fuses[name]
    const expected = wanted[name] ? 'on' : 'off'
    if (state === expected || state === 'removed') return []
    if (state === undefined && !always.includes(name)) return []
    return [`The fuse ${name} has to be ${expected} and is ${state ?? 'not there'}.`]
  })
}
