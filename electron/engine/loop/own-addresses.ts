import { execFile } from 'node:child_process'
import os from 'node:os'
import type { OwnAddress } from '../../../shared/contract/settings.ts'

/** The IPv4 addresses of this server, and which of them its system got for a time only. */

const LIMIT_MS = 2_000
const MOST_BYTES = 1024 * 1024

interface Listed {
  readonly addr_info?: readonly { readonly local?: unknown; readonly dynamic?: unknown }[]
}

/** From `ip -j -4 addr`: each address and whether it is marked dynamic; null when that is not what it says. */
export const dynamicMarks = (output: string): ReadonlyMap<string, boolean> | null => {
  try {
    const interfaces: unknown = JSON.parse(output)
    if (!Array.isArray(interfaces)) return null
    const marks = new Map<string, boolean>()
    for (const { addr_info } of interfaces as Listed[]) {
      for (const { local, dynamic } of addr_info ?? []) {
        if (typeof local === 'string') marks.set(local, dynamic === true)
      }
    }
    return marks
  } catch {
    return null
  }
}

/** Never rejects: without the tool nothing is known. A service's path often lacks the folders it lies in. */
const askSystem = (): Promise<string> =>
  new Promise((resolve) => {
    if (process.platform !== 'linux') {
      resolve('')
      return
    }
    const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' }
    execFile('ip', ['-j', '-4', 'addr'], { env, timeout: LIMIT_MS, maxBuffer: MOST_BYTES }, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    )
  })

export const ownAddresses = async (): Promise<OwnAddress[]> => {
  const marks = dynamicMarks(await askSystem())
  const listed = Object.values(os.networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    // Node 18.0 to 18.3 said 4 instead of "IPv4".
    .filter(({ family }) => String(family).endsWith('4'))
  return listed.map(({ address, internal, cidr }) => ({
    address,
    prefix: cidr === null ? null : Number(cidr.split('/')[1]),
    isDynamic: internal ? false : (marks?.get(address) ?? null),
  }))
}
