import path from 'node:path'
import { app } from 'electron'

/** Where the parts of the built app lie. */
export interface ProgramFiles {
  /** The folder of the engine's built programs: real files, because a plain Node reads one of them. */
  readonly programs: string
  readonly preload: string
  readonly renderer: string
  readonly nodePath: string
}

const nodeName = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'

/** In development the project's Node 24; packaged the one among the app's resources (docs/packaging.md). */
export const programFiles = (): ProgramFiles => {
  const home = app.getAppPath()
  const unpacked = app.isPackaged ? home.replace(/app\.asar$/, 'app.asar.unpacked') : home
  const runtime = app.isPackaged
    ? path.join(process.resourcesPath, 'node')
    : path.join(home, 'node_modules/node')
  return {
    programs: path.join(unpacked, 'out/main'),
    preload: path.join(home, 'out/preload/preload.cjs'),
    renderer: path.join(home, 'out/renderer'),
    nodePath: path.join(runtime, nodeName),
  }
}
