import { readOptions } from '../../build/command-options.ts'
import { check } from './check.ts'
import { chooseHost } from './choose-host.ts'
import { hostNames } from './host-choice.ts'
import { builtFault } from './product.ts'
import type { ServerHost } from './server-host.ts'
import { show } from './show.ts'

/**
 * `npm run demo`: from nothing to a running pair, until Ctrl-C. `-- --check`: the whole story without a
 * person, exit 0 or the step that failed. `-- --host NAME`: what runs the engines.
 */

const usage = `npm run demo [-- --check] [--host ${hostNames.join('|')}]`
const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const fail = (text: string): never => {
  process.stderr.write(`${text}\n`)
  process.exit(1)
}

const choice = readOptions(usage, { check: { type: 'boolean', default: false }, host: { type: 'string' } })
const fault = builtFault()
if (fault !== null) fail(fault)

let endWorld = async () => {}
let isEnding = false
const end = async (code: number) => {
  isEnding = true
  await endWorld()
  process.exit(code)
}
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => {
    print('\nEnding both servers ...')
    end(choice.check ? code : 0)
  })
}
// Whoever read along has gone, as "head" does when it has its lines: nobody sees the demonstration any more.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    if (!isEnding) end(choice.check ? 141 : 0)
  })
}
const hostOrExit = async (): Promise<ServerHost> => {
  const found = await chooseHost(choice.host ?? null, print)
  return found.ok ? found.host : fail(found.message)
}
const host = await hostOrExit()
const remember = (act: () => Promise<void>) => {
  endWorld = act
}
try {
  if (choice.check) await end(await check(host, print, remember))
  await show(host, print, remember)
  await end(0)
} catch (error) {
  // What broke off because everything is being ended is no news.
  if (!isEnding) {
    process.stderr.write(`${(error as Error).message}\n`)
    await end(1)
  }
}
