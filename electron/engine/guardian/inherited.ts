import fs from 'node:fs'

/**
 * A program that is not careful (Electron) leaves its sockets and files open for the programs it starts. The
 * guardian outlives its engine: as long as it holds the engine's sockets, nobody at their other ends learns
 * that the engine is gone. A killed desktop app would leave its helper processes and a window that hangs.
 */

/** What a fresh guardian has open besides its standard streams, by number and by what `/proc` calls it. */
export type OpenFiles = readonly (readonly [number: number, target: string])[]

/** A fresh Node has pipes and event queues of its own; pipes of the parent are told by their numbers. */
export const inheritedOf = (own: OpenFiles, parents: ReadonlySet<string>): number[] =>
  own
    .filter(([number]) => number > 2)
    .filter(
      ([, target]) =>
        target.startsWith('socket:') ||
        (target.startsWith('/') && target !== '/dev/null') ||
        (target.startsWith('pipe:') && parents.has(target)),
    )
    .map(([number]) => number)

/** Nothing where there is no `/proc`, or where its owner is gone or another user's. */
const openFiles = (pid: number | 'self'): OpenFiles => {
  const folder = `/proc/${pid}/fd`
  try {
    return fs.readdirSync(folder).flatMap((name) => {
      try {
        return [[Number(name), fs.readlinkSync(`${folder}/${name}`)] as const]
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

/** Only before this process has opened anything itself. */
export const closeInherited = (): void => {
  const parents = new Set(openFiles(process.ppid).map(([, target]) => target))
  for (const number of inheritedOf(openFiles('self'), parents)) {
    try {
      fs.closeSync(number)
    } catch {
      // The listing's own, closed with it.
    }
  }
}
