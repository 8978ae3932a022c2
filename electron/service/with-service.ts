import { connect, type ServiceClient } from '../engine/admin/service-client.ts'
import { CallFailed } from '../engine/admin/service-connection.ts'
import type { Console, ExitCode } from './console.ts'
import { Interrupted } from './prompts.ts'

/** Runs a command against the service of a data folder; expected failures become one sentence and 1. */
export const withService = async (
  dataDir: string,
  console: Console,
  run: (client: ServiceClient) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const connected = await connect(dataDir)
  if (!connected.ok) {
    console.err(`redundancy: ${connected.message}`)
    return 1
  }
  const { client } = connected
  try {
    return await run(client)
  } catch (error) {
    if (error instanceof Interrupted) {
      console.err(`redundancy: ${error.message}`)
      return 130
    }
    if (!(error instanceof CallFailed)) throw error
    console.err(`redundancy: ${error.message}`)
    return 1
  } finally {
    client.close()
    await client.closed
  }
}
