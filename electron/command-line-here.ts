import { text } from './engine/admin/answers.ts'
import { startApiServer } from './engine/admin/api-server.ts'
import type { EngineHandle } from './engine/admin/engine-handle.ts'
import { showService } from './engine/admin/service-file.ts'
import { monotonicMs } from './engine/clock.ts'
import { ensureAdminToken } from './engine/store/admin-token.ts'
import type { DiagnosticLog } from './engine/store/diagnostic-log.ts'

/**
 * The way of the command line to the engine that runs in this app: the same admin API with the same token as
 * the service has, on a port nobody has to know, and without its pages: people have windows here.
 */
export interface CommandLineHere {
  /** From now on nobody finds it; who is connected stays until `close`. */
  hide(): void
  close(): Promise<void>
}

const address = '127.0.0.1'
const noPages =
  'The desktop app runs the engine of this server and serves no browsers: use its windows on the screen of this server, or end it and start the service.'

/** Called by the holder of the engine's lock only. A fault is one sentence: the app serves without it. */
export const openCommandLineHere = async (
  dataDir: string,
  engine: EngineHandle,
  log: DiagnosticLog,
): Promise<
  { readonly ok: true; readonly here: CommandLineHere } | { readonly ok: false; message: string }
> => {
  const token = ensureAdminToken(dataDir)
  if (!token.ok) return token
  log.hide(token.token)
  const started = await startApiServer({
    address,
    port: 0,
    log,
    now: monotonicMs,
    howToEnter: noPages,
    visitors: (door) => ({
      enter: door.enterWithToken,
      answer: () => Promise.resolve(text(404, `${noPages}\n`)),
    }),
  })
  if (!started.ok) return { ok: false, message: `${address} takes no connections (${started.code}).` }
  const { server } = started
  server.open(token.token, engine)
  const { hide } = showService(dataDir, { address, port: server.port }, log)
  return { ok: true, here: { hide, close: server.close } }
}
