import type { Report } from './messages.ts'
import { changeDurable, type Turn } from './turn.ts'

/** What is kept of a replica for the moment its source is gone: what it lacked, and when it was Updated. */

const SOURCE_FRESH_MS = 4_000
const NOTE_UPDATED_MS = 600_000

/** The source knows its own changes; what the replica itself says counts while the source says nothing. */
export const noteLag = (turn: Turn, { replication }: Report, from: 'source' | 'destination'): void => {
  const { s, now } = turn
  if (s.mode !== 'standby' || !replication.state.startsWith(from)) return
  const isSourceFresh = s.lagHeard?.from === 'source' && now - s.lagHeard.at <= SOURCE_FRESH_MS
  if (from === 'destination' && isSourceFresh) return
  const { lagFiles: files, lagBytes: bytes, lagNames: names } = replication
  s.lagHeard = { at: now, from, files, bytes, names }
}

/** Written now and then, and when the link ends: every report would wear the disk for a value that is only shown. */
export const noteUpdated = (turn: Turn): void => {
  const { s, wallMs } = turn
  if (Math.abs(wallMs - s.durable.replicaUpdatedAt) >= NOTE_UPDATED_MS)
    changeDurable(turn, { replicaUpdatedAt: wallMs })
}

/** The link ends: the last report of an Updated replica is the last moment it was seen so. */
export const keepUpdated = (turn: Turn): void => {
  const { s, now, wallMs } = turn
  if (s.mode !== 'standby' || s.own?.report.replication.state !== 'destinationUpdated') return
  changeDurable(turn, { replicaUpdatedAt: Math.max(0, wallMs - (now - s.own.at)) })
}
