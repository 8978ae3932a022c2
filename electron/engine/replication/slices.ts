/** Long work in slices: the thread keeps answering (role changes, watermarks) at least every few ms. */
export interface Slicer {
  isDue(): boolean
  breathe(): Promise<void>
}

export const createSlicer = (sliceMs: number): Slicer => {
  let since = performance.now()
  return {
    isDue: () => performance.now() - since > sliceMs,
    breathe: () =>
      new Promise((resolve) =>
        setImmediate(() => {
          since = performance.now()
          resolve()
        }),
      ),
  }
}
