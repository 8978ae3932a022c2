import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../entries.ts'

/**
 * What lies beside the app: a plain Node for the guardian and the service, the service's command, and what
 * an administrator installs it with. Copied here and not by electron-builder, which may make hard links:
 * setting rights on one would reach into node_modules.
 */

const copy = (from: string, to: string): void => {
  if (!existsSync(from)) throw new Error(`${from} is missing: run npm ci with its install scripts allowed.`)
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

const nodePackage = join(root, 'node_modules/node')

/** In the package of this platform's binary, which npm puts inside `node` or beside it. */
const licenceOfNode = (): string => {
  const name = `node_modules/node-${process.platform}-${process.arch}/LICENSE`
  const inside = join(nodePackage, name)
  return existsSync(inside) ? inside : join(root, name)
}

export const packagedNodeVersion = (): string =>
  JSON.parse(readFileSync(join(nodePackage, 'package.json'), 'utf8')).version

const files = join(root, 'build/package/files')
const unit = join(root, 'build/units/redundancy-manager.service')

/** The unit of an installation from sources, started by the package's own command instead. */
export const packagedUnit = (text: string): string => {
  const command = /^ExecStart=.* serve$/m
  if (!command.test(text))
    throw new Error('build/units/redundancy-manager.service has no line "ExecStart=... serve" any more.')
  return text.replace(command, 'ExecStart=/opt/redundancy-manager/bin/redundancy serve')
}

/** @throws Error with one sentence when the Node runtime is not installed. */
export const addExtras = (folder: string, resources: string): void => {
  copy(join(nodePackage, 'bin/node'), join(resources, 'node/bin/node'))
  copy(licenceOfNode(), join(resources, 'node/LICENSE'))
  for (const name of ['redundancy', 'redundancy-desktop']) copy(join(files, name), join(folder, 'bin', name))
  for (const name of ['redundancy-manager.desktop', 'redundancy-manager.png'])
    copy(join(files, name), join(folder, 'share', name))
  writeFileSync(join(folder, 'share/redundancy-manager.service'), packagedUnit(readFileSync(unit, 'utf8')))
}
