import http from 'node:http'
import os from 'node:os'
import { readAdminToken } from '../store/admin-token.ts'
import type { Fault } from '../store/fault.ts'
import {
  CallFailed,
  CONNECT_LIMIT_MS,
  connectTo,
  readText,
  type ServiceConnection,
} from './service-connection.ts'
import { findService, PERSON_HEADER } from './service-file.ts'

/** The way of command line and desktop app to a running engine on this machine: the admin API with the admin token. */
export interface ServiceClient extends ServiceConnection {
  /** A fresh one-time link for a browser. */
  link(): Promise<string>
}

/** Who types, also behind sudo. */
const personName = (): string => {
  try {
    return process.env.SUDO_USER ?? os.userInfo().username
  } catch {
    return 'unknown'
  }
}

export const connect = async (dataDir: string): Promise<{ ok: true; client: ServiceClient } | Fault> => {
  const found = findService(dataDir)
  if (!found.ok) return found
  const token = readAdminToken(dataDir)
  if (!token.ok) return token
  const { address, port } = found.place
  const headers = { authorization: `Bearer ${token.token}`, [PERSON_HEADER]: personName() }
  const connected = await connectTo(found.place, headers)
  if (!connected.ok) return connected
  const link = (): Promise<string> => askForLink(`http://${address}:${port}/link`, headers)
  return { ok: true, client: { ...connected.connection, link } }
}

const askForLink = (url: string, headers: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers, timeout: CONNECT_LIMIT_MS }, (response) => {
      readText(response).then((body) => {
        if (response.statusCode === 201) resolve((JSON.parse(body) as { url: string }).url)
        else reject(new CallFailed(`The service refused: ${body}`))
      }, reject)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => reject(new CallFailed('The connection to the service was lost.')))
    request.end()
  })
