import path from 'node:path'
import { z } from 'zod'
import type { Log } from '../ports.ts'
import { readSmall } from '../store/atomic-file.ts'
import { causeOf, errorCode, type Fault, fault } from '../store/fault.ts'
import { giveRoomBack, replaceInRoom } from '../store/kept-room.ts'
import { lockHolder } from '../store/lock.ts'
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

const AGAIN_MS = 2_000

const write = (dataDir: string, { address, port }: Place): { ok: true } | Fault => {
  const startTime = startTimeOf(process.pid) ?? ''
  try {
    const content = { address, port, pid: process.pid, startTime, bootId: bootId() }
    replaceInRoom(fileOf(dataDir), JSON.stringify(content))
    return { ok: true }
  } catch (error) {
    return fault(`${fileOf(dataDir)} could not be written: ${causeOf(error)}. It is tried again.`)
  }
}

/** A service that the command line finds, as soon as the disk takes the file. */
export interface ShownService {
  /** Why it is not found yet, in one sentence; null when it is. */
  readonly problem: string | null
  hide(): void
}

/** Called by the holder of the engine's lock only. */
export const showService = (dataDir: string, place: Place, log: Log): ShownService => {
  const first = write(dataDir, place)
  const problem = first.ok ? null : `The command line will not find this service: ${first.message}`
  if (problem !== null) log.warn(problem)
  const tryAgain = (): void => {
    if (!write(dataDir, place).ok) return
    clearInterval(timer)
    log.info('The command line finds this service now.')
  }
  const timer = problem === null ? undefined : setInterval(tryAgain, AGAIN_MS)
  return {
    problem,
    hide: () => {
      clearInterval(timer)
      try {
        giveRoomBack(fileOf(dataDir), fileOf(dataDir))
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error
      }
    },
  }
}

const hiddenSentence = (dataDir: string, pid: number): string =>
  `The redundancy engine that runs on the data folder ${dataDir} (process ${pid}) cannot be reached at this moment: it is ` +
  `starting or ending, or could not write ${fileOf(dataDir)}, which it tries again every ${AGAIN_MS / 1000} s. See that the ` +
  'disk has room, and give the command again.'

export const findService = (dataDir: string): { ok: true; place: Place } | Fault => {
  const read = readSmall(fileOf(dataDir), 4096)
  if (!read.ok) return read
  const holder = lockHolder(dataDir)
  const none = fault(
    holder !== null
      ? hiddenSentence(dataDir, holder.pid)
      : `No redundancy service or desktop app runs on the data folder ${dataDir}: start one (the service with ` +
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
