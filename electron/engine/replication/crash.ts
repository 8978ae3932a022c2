/** For a promise nobody waits for. Nothing is swallowed: the worker ends, the replicator starts another. */
export const crash = (error: unknown): void => {
  setImmediate(() => {
    throw error
  })
}
