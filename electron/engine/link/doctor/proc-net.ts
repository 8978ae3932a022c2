import { readFile } from 'node:fs/promises'
import type { KernelEvidence } from '../../../../shared/domain/link-doctor/evidence.ts'

/** What Linux itself knows of a link: its tables of TCP connections and of neighbours (proc(5), arp(7)). */

export interface TcpRow {
  readonly local: string
  readonly remote: string
  /** `established`, or begun by the other end and not confirmed by it (SYN received). */
  readonly state: 'established' | 'halfOpen' | 'other'
  readonly unackedBytes: number
  /** How often in a row the oldest segment was sent again. */
  readonly resends: number
}

const endpoint = (hex: string): string => {
  const [address = '', port = ''] = hex.split(':')
  // The four bytes stand in the order of the machine: little-endian wherever this product runs.
  const bytes = address.match(/../g)?.reverse() ?? []
  return `${bytes.map((byte) => parseInt(byte, 16)).join('.')}:${parseInt(port, 16)}`
}

const states: Readonly<Record<string, TcpRow['state']>> = { '01': 'established', '03': 'halfOpen' }

const addressHex = (address: string): string =>
  address
    .split('.')
    .map((byte) => Number(byte).toString(16).padStart(2, '0'))
    .reverse()
    .join('')
    .toUpperCase()

/** The rows that have an address at one of their ends: a telephone server has thousands of others. */
export const parseTcp = (text: string, address: string): TcpRow[] =>
  text
    .split('\n')
    .filter((line) => line.includes(` ${addressHex(address)}:`))
    .flatMap((line) => {
      const [, local, remote, state, queues, , resends] = line.trim().split(/\s+/)
      if (local === undefined || remote === undefined || state === undefined) return []
      return {
        local: endpoint(local),
        remote: endpoint(remote),
        state: states[state] ?? 'other',
        unackedBytes: parseInt(queues?.split(':')[0] ?? '0', 16),
        resends: parseInt(resends ?? '0', 16),
      }
    })

/** A card answered for the address, none did, or it was never asked (another network, loopback). */
export const parseNeighbour = (text: string, address: string): KernelEvidence['neighbour'] => {
  for (const line of text.split('\n').slice(1)) {
    const [ip, , flags] = line.split(/\s+/)
    if (ip === address) return Number(flags) === 0 ? 'absent' : 'there'
  }
  return 'unknown'
}

const read = (name: string): Promise<string | null> => readFile(`/proc/net/${name}`, 'utf8').catch(() => null)

/** Null where the system has no such tables. */
export const readKernel = async (
  ownAddress: string,
  peerAddress: string,
  port: number,
): Promise<KernelEvidence | null> => {
  const [tcp, arp] = await Promise.all([read('tcp'), read('arp')])
  if (tcp === null) return null
  const rows = parseTcp(tcp, peerAddress).filter(({ remote }) => remote.startsWith(`${peerAddress}:`))
  const own = `${ownAddress}:${port}`
  const peer = `${peerAddress}:${port}`
  const link = rows.filter(
    ({ local, remote, state }) => state === 'established' && (local === own || remote === peer),
  )
  return {
    neighbour: arp === null ? 'unknown' : parseNeighbour(arp, peerAddress),
    halfOpen: rows.filter(({ local, state }) => local === own && state === 'halfOpen').length,
    unackedBytes: Math.max(0, ...link.map(({ unackedBytes }) => unackedBytes)),
    resends: Math.max(0, ...link.map(({ resends }) => resends)),
  }
}

/** Of one connection opened here: the bytes its other end's system did not acknowledge. */
export const unackedOf = async (address: string, port: number): Promise<number | null> => {
  const rows = parseTcp((await read('tcp')) ?? '', address)
  return rows.find(({ local }) => local === `${address}:${port}`)?.unackedBytes ?? null
}
