import type { Console } from './console.ts'

/** Lines that wait for the answer to an order: the status may show its first steps before it is known to be accepted. */
export interface HeldLines {
  out(line: string): void
  release(): void
}

export const holdLines = (console: Console): HeldLines => {
  let waiting: string[] | null = []
  return {
    out: (line) => {
      if (waiting === null) console.out(line)
      else waiting.push(line)
    },
    release: () => {
      for (const line of waiting ?? []) console.out(line)
      waiting = null
    },
  }
}
