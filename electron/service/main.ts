#!/usr/bin/env node
import fs from 'node:fs'
import path from 'node:path'
import { runProgram } from './run-program.ts'
import { startEngine } from './start-engine.ts'

/** The program `redundancy`: the service and its command line. */

/** Beside the built program, or in `out` when it runs from its sources. */
const rendererFolder = (): string => {
  const here = path.dirname(fs.realpathSync(process.argv[1] ?? '.'))
  const built = path.join(here, '../renderer')
  return fs.existsSync(path.join(built, 'index.html')) ? built : path.join(here, '../../out/renderer')
}

/** A bug: said in one line, with the place for whoever mends it. */
const broken = (error: unknown): void => {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    `redundancy: Internal error, please report it: ${stack.split('\n').slice(0, 2).join(' ')}\n`,
  )
  process.exit(1)
}
process.on('uncaughtException', broken)
process.on('unhandledRejection', broken)

void runProgram({ startEngine, renderer: rendererFolder() })
