import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { node16 } from '../../build/node16.ts'
import { oneTimeLink, serveArgv, serviceProgram } from '../demo/product.ts'
import { type Role, roles } from '../demo/world-plan.ts'
import { createPair, now, type Pair } from './fixtures/pair.ts'

/**
 * The built engine on the oldest Node it has to run on: both services pair, replicate and switch over, from
 * the command line of that Node too. Run by the stage `node16`; ends with exit code 1 at the first fault.
 */

const START_MS = 30_000
const run = promisify(execFile)

const smoke = async (node: string, pair: Pair): Promise<string> => {
  const { world } = pair
  const command = async (role: Role, ...args: string[]): Promise<string> =>
    (await run(node, [serviceProgram, ...args, '--data', world.servers[role].data])).stdout
  for (const role of roles) {
    const { data, address } = world.servers[role]
    const [, ...args] = serveArgv(data, address, world.ports.admin)
    await world.run(role, [node, ...args]).waitFor(oneTimeLink, START_MS)
  }
  await world.enableBoth()
  await pair.untilReady('primary')
  await pair.untilServes('primary')
  await pair.untilIdentical()
  const sinceMs = now()
  const said = await command('secondary', 'switch-over', '--wait')
  const tookMs = (await pair.untilServes('secondary', sinceMs)) - sinceMs
  await pair.untilReady('secondary')
  await pair.untilIdentical()
  const record = await command('secondary', 'record')
  if (!/Manual switch over/i.test(record)) throw new Error(`The record lacks the switch-over: ${record}`)
  pair.expectSound()
  return `${said.trim().split('\n').at(-1)} ${Math.round(tookMs)} ms from the command to the services, trees identical.`
}

const main = async (): Promise<void> => {
  const node = await node16()
  const { stdout } = await run(node, ['--version'])
  const pair = await createPair()
  try {
    console.log(
      `The built engine pairs, replicates and switches on Node ${stdout.trim()}: ${await smoke(node, pair)}`,
    )
  } catch (error) {
    for (const role of roles) console.log(`--- ${role}\n${world(pair, role)}`)
    throw error
  } finally {
    await pair.end()
  }
}

const world = (pair: Pair, role: Role): string => {
  try {
    return pair.log(role).split('\n').slice(-30).join('\n')
  } catch {
    return 'no log'
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
