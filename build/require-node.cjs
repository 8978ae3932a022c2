// Loaded with `node --require` before every script of package.json, so that a missing Node 24 is one
// sentence and not a syntax error somewhere inside. It must itself run on any Node: CommonJS, old syntax.
'use strict'

const wanted = 24

/**
 * Null when this Node will do, else one sentence: what is wrong and what to do.
 * @param {string} version as in `process.versions.node`
 */
function complaint(version) {
  const major = Number(version.split('.')[0])
  if (major >= wanted) return null
  return (
    `This script needs Node ${wanted} and runs on Node ${version}: the development dependency "node" ` +
    `(which puts Node ${wanted} on the path of npm scripts) is not set up. Run "npm ci" again with its ` +
    'install scripts allowed (npm config get ignore-scripts must say false) and start scripts through npm.'
  )
}

module.exports = { complaint }

// Preloaded (`--require`): there is no parent that asked for the function.
if (module.parent === null || module.parent === undefined || module.parent.id === 'internal/preload') {
  const sentence = complaint(process.versions.node)
  if (sentence !== null) {
    process.stderr.write(`${sentence}\n`)
    process.exit(1)
  }
}
