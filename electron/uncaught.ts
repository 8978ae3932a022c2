/**
 * Loaded before anything else. Electron's own answer to a bug is a message box that stops the main process
 * until somebody clicks it away: then nobody relays the engine. Before the engine runs a bug ends the app;
 * later it is said loudly and the engine, in its own thread, goes on.
 */
let isRunning = false

export const engineRuns = (): void => {
  isRunning = true
}

const say = (error: unknown): void => {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`redundancy-desktop: Internal error, please report it: ${stack}\n`)
  if (!isRunning) process.exit(1)
}
process.on('uncaughtException', say)
process.on('unhandledRejection', say)
// The terminal it was started from may be gone.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
