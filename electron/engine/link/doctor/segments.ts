import { execFile } from 'node:child_process'

/** The system's own count of segments on the connections to the peer (`ss -ti` of iproute2, tcp_info). */
export interface Segments {
  readonly sent: number
  readonly sentAgain: number
  /** Sent again though it had arrived: its receipt was lost on the way back (RFC 2883). */
  readonly inVain: number
}

/** By connection, so that what was counted before an examination can be taken off. */
export type SegmentCounts = ReadonlyMap<string, Segments>

const LIMIT_MS = 2_000

const numberAfter = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0)

/** Each connection is one line (`-O`): queues, both ends, then what is known of it. */
export const parseSegments = (text: string, port: number): SegmentCounts => {
  const counts = new Map<string, Segments>()
  for (const line of text.split('\n')) {
    const [, , local = '', remote = ''] = line.trim().split(/\s+/)
    if (!local.endsWith(`:${port}`) && !remote.endsWith(`:${port}`)) continue
    counts.set(`${local} ${remote}`, {
      sent: numberAfter(line, /\bdata_segs_out:(\d+)/),
      sentAgain: numberAfter(line, /\bretrans:\d+\/(\d+)/),
      inVain: numberAfter(line, /\bdsack_dups:(\d+)/),
    })
  }
  return counts
}

/** Null without the tool. */
export const countSegments = (peerAddress: string, port: number): Promise<SegmentCounts | null> =>
  new Promise((resolve) => {
    if (process.platform !== 'linux') {
      resolve(null)
      return
    }
    const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' }
    const args = ['-tinHO', 'state', 'established', 'dst', peerAddress]
    execFile('ss', args, { env, timeout: LIMIT_MS }, (error, stdout) =>
      resolve(error === null ? parseSegments(stdout, port) : null),
    )
  })

export const segmentsSince = (before: SegmentCounts | null, after: SegmentCounts | null): Segments | null => {
  if (before === null || after === null) return null
  let sum: Segments = { sent: 0, sentAgain: 0, inVain: 0 }
  for (const [connection, now] of after) {
    const then = before.get(connection)
    sum = {
      sent: sum.sent + now.sent - (then?.sent ?? 0),
      sentAgain: sum.sentAgain + now.sentAgain - (then?.sentAgain ?? 0),
      inVain: sum.inVain + now.inVain - (then?.inVain ?? 0),
    }
  }
  return sum
}
