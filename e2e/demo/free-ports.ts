import dgram from 'node:dgram'
import net from 'node:net'

/** Ports that can be opened (TCP and UDP) on every address asked for, tried by opening them. */

const tryTcp = (address: string, port: number): Promise<NodeJS.ErrnoException | null> =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', resolve)
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(null)))
  })

const tryUdp = (address: string, port: number): Promise<NodeJS.ErrnoException | null> =>
  new Promise((resolve) => {
    const socket = dgram.createSocket('udp4')
    socket.once('error', resolve)
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(null)))
  })

const isFree = async (port: number, addresses: readonly string[]): Promise<boolean> => {
  for (const address of addresses) {
    if ((await tryTcp(address, port)) !== null || (await tryUdp(address, port)) !== null) return false
  }
  return true
}

/** Null when a socket can be opened on the address, else one sentence. */
export const addressFault = async (address: string): Promise<string | null> => {
  const error = await tryTcp(address, 0)
  if (error === null) return null
  if (error.code !== 'EADDRNOTAVAIL') return `The address ${address} cannot be used: ${error.message}.`
  return `This computer does not have the address ${address}. On Linux all of 127.x.x.x is there; on macOS run "sudo ifconfig lo0 alias ${address}".`
}

/** Below the range systems take outgoing ports from (Linux: 32768 and up), so that nobody takes one by accident. */
const LEAST = 12_000
const MOST = 31_999
const MOST_TRIES = 500
/** Handed out by this process and perhaps not opened yet. */
const handedOut = new Set<number>()

export const findFreePorts = async (count: number, addresses: readonly string[]): Promise<number[]> => {
  const found: number[] = []
  for (let tries = 0; found.length < count; tries += 1) {
    if (tries > MOST_TRIES) throw new Error(`No ${count} free ports on ${addresses.join(', ')}.`)
    const port = LEAST + Math.floor(Math.random() * (MOST - LEAST))
    if (handedOut.has(port) || !(await isFree(port, addresses))) continue
    handedOut.add(port)
    found.push(port)
  }
  return found
}

/** The wanted ports where they are free, others where they are taken. */
export const preferPorts = async (
  wanted: readonly number[],
  addresses: readonly string[],
): Promise<number[]> => {
  const ports: number[] = []
  for (const port of wanted) {
    if (!handedOut.has(port) && (await isFree(port, addresses))) {
      handedOut.add(port)
      ports.push(port)
    } else ports.push(...(await findFreePorts(1, addresses)))
  }
  return ports
}
