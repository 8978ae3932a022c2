// `electron [switches] [-r module]... <folder or file> [arguments]`, as Electron's own default app reads
// it. It runs on Electron 22 (Node 16) in the main process: CommonJS, and no build step.
'use strict'

const { existsSync } = require('node:fs')
const Module = require('node:module')
const { dirname, join, resolve } = require('node:path')
const { app } = require('electron')

/** @param {string[]} words what follows the executable */
function read(words) {
  const modules = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (word === '-r' || word === '--require') modules.push(words[++at])
    else if (!word.startsWith('-')) return { modules, target: resolve(word) }
  }
  return { modules, target: undefined }
}

/** @param {string} sentence */
function refuse(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

/** @param {string} target the folder of an app, or one file */
function start(target) {
  const manifestPath = join(target, 'package.json')
  const isFolder = existsSync(manifestPath)
  if (isFolder) {
    const manifest = require(manifestPath)
    if (manifest.version) app.setVersion(manifest.version)
    const name = manifest.productName || manifest.name
    if (name) app.setName(name)
    if (name) app.setDesktopName?.(manifest.desktopName || `${name}.desktop`)
  }
  let main
  try {
    main = Module._resolveFilename(target, null, true)
  } catch (error) {
    return refuse(`There is no app at ${target}: ${error.message.split('\n')[0]}.`)
  }
  app.setAppPath(isFolder ? target : dirname(main))
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  try {
    Module._load(main, null, true)
  } catch (error) {
    refuse(`The app at ${target} could not be loaded: ${error?.stack ?? error}`)
  }
}

const { modules, target } = read(process.argv.slice(1))
if (target === undefined) {
  refuse('Which app? Electron was started without a folder or file: electron <folder>.')
} else {
  for (const name of modules) Module._preloadModules([name])
  start(target)
}
