import crypto from 'node:crypto'
import dgram from 'node:dgram'
import net from 'node:net'
import { down, type Finding, type Limit, noAnswer, socketTrouble, up, withinLimit } from './finding.ts'
import { optionsRequest, responseCallId } from './sip-message.ts'

/** T1 of RFC 3261: the first repeat comes after this, each later one after twice the time. */
const FIRST_REPEAT_MS = 500

/**
 * SIP OPTIONS over UDP: up when any response with its Call-ID comes, also a refusal (a registrar that
 * wants a password is alive). Repeated inside the time-out, for datagrams get lost.
 */
export const probeSip = (host: string, port: number, limit: Limit): Promise<Finding> => {
  const place = `${host}:${port}`
  return withinLimit(limit, down(noAnswer(place, limit.timeoutMs)), (finish) => {
    const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4')
    const random = () => crypto.randomBytes(12).toString('hex')
    const callId = random()
    let repeat: NodeJS.Timeout | undefined
    const failed = (error: NodeJS.ErrnoException) => finish(down(socketTrouble(place, error)))

    socket.on('error', failed)
    socket.on('message', (datagram) => {
      if (responseCallId(datagram.toString('latin1')) === callId) finish(up)
    })
    // Connected, so that the host's "port unreachable" comes back as an error instead of silence.
    socket.on('connect', () => {
      const { address: localAddress, port: localPort } = socket.address()
      const [branch, tag] = [random(), random()]
      const request = optionsRequest({ host, port, localAddress, localPort, branch, tag, callId })
      const send = (nextMs: number) => {
        socket.send(request)
        repeat = setTimeout(() => send(nextMs * 2), nextMs)
      }
      send(Math.min(FIRST_REPEAT_MS, limit.timeoutMs / 4))
    })
    socket.connect(port, host)
    return () => {
      clearTimeout(repeat)
      socket.removeAllListeners('connect')
      socket.close()
    }
  })
}
