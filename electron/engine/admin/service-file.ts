import path from 'node:path'
import { z } from 'zod'
import { readSmall, removeFile, writeAtomic } from '../store/atomic-file.ts'
import { type Fault, fault } from '../store/fault.ts'
import { bootId, isProcessAlive, startTimeOf } from '../store/process-identity.ts'

/** Where the admin API of an engine listens, whoever hosts it: the service or the desktop app. */
export interface Place {
  readonly address: string
  readonly port: number
}

/** The API's path, and the header in which a client with the token names its person. */
export const API_PATH = '/api'
export const PERSON_HEADER = 'x-redundancy-person'

/**
 * `service.json`: where the command line finds the running engine. It is believed only while the very
 * process that wrote it lives, so that the token is never shown to a stranger on a left-over port.
 */
const schema = z
  .object({
    address: z.string(),
    port: z.number().int(),
    pid: z.number().int(),
    startTime: z.string(),
    bootId: z.string(),
  })
  .strict()

const fileOf = (dataDir: string): string => path.join(dataDir, 'service.json')

export const writeServiceFile = (dataDir: string, { address, port }: Place): { ok: true } | Fault => {
  const startTime = startTimeOf(process.pid) ?? ''
  const content = { address, port, pid: process.pid, startTime, bootId: bootId() }
  return writeAtomic(fileOf(dataDir), `${JSON.stringify(content)}\n`)
}

export const removeServiceFile = (dataDir: string): void => removeFile(fileOf(dataDir))

export const findService = (dataDir: string): { ok: true; place: Place } | Fault => {
  const read = readSmall(fileOf(dataDir), 4096)
  if (!read.ok) return read
  const none = fault(
    `No redundancy service or desktop app runs on the data folder ${dataDir}: start one (the service with ` +
      '"redundancy serve"), or name the right folder with --data.',
  )
  if (read.text === null) return none
  let content: unknown
  try {
    content = JSON.parse(read.text)
  } catch {
    return fault(`${fileOf(dataDir)} is damaged: start the redundancy service again.`)
  }
  const parsed = schema.safeParse(content)
  if (!parsed.success) return fault(`${fileOf(dataDir)} is damaged: start the redundancy service again.`)
  const { address, port, pid, startTime } = parsed.data
  if (parsed.data.bootId !== bootId() || !isProcessAlive(pid, startTime)) return none
  return { ok: true, place: { address, port } }
}
