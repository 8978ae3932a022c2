import dgram from 'node:dgram'
import net from 'node:net'
import type { Endpoint } from './auditor-samples.ts'
import { nowMs } from './clock.ts'

/** The auditor's own questions to a service: a TCP connection that must be greeted, a SIP OPTIONS that must be answered. */

export interface Prober {
  ask(tick: number): void
  close(): void
}

export interface ProbeListener {
  answered(endpoint: Endpoint, tick: number, askedMs: number, receivedMs: number): void
  missed(endpoint: Endpoint, tick: number, askedMs: number): void
}

export const createTcpProber = (
  endpoint: Endpoint,
  answerWithinMs: number,
  listener: ProbeListener,
): Prober => ({
  ask: (tick) => {
    const askedMs = nowMs()
    const socket = net.connect({ host: endpoint.host, port: endpoint.port })
    const end = () => {
      clearTimeout(timer)
      // A reset leaves no port behind in TIME_WAIT: this is done hundreds of times a second.
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.resetAndDestroy()
    }
    const miss = () => {
      end()
      listener.missed(endpoint, tick, askedMs)
    }
    const timer = setTimeout(miss, answerWithinMs)
    socket.once('error', miss)
    socket.once('close', miss)
    socket.once('data', () => {
      end()
      listener.answered(endpoint, tick, askedMs, nowMs())
    })
  },
  close: () => {},
})

const optionsRequest = (endpoint: Endpoint, tick: number): string =>
  [
    `OPTIONS sip:${endpoint.host} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa${tick}`,
    'From: <sip:auditor@127.0.0.1>;tag=a',
    `To: <sip:${endpoint.host}>`,
    `Call-ID: auditor-${tick}`,
    `CSeq: ${tick} OPTIONS`,
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')

export const createSipProber = (
  endpoint: Endpoint,
  answerWithinMs: number,
  listener: ProbeListener,
): Prober => {
  const socket = dgram.createSocket('udp4')
  const waiting = new Map<number, { askedMs: number; timer: NodeJS.Timeout }>()
  const settle = (tick: number) => {
    const question = waiting.get(tick)
    clearTimeout(question?.timer)
    waiting.delete(tick)
    return question
  }
  socket.on('error', () => {})
  socket.on('message', (datagram) => {
    const tick = Number(/^CSeq: (\d+) OPTIONS/m.exec(datagram.toString('latin1'))?.[1])
    const question = settle(tick)
    if (question !== undefined) listener.answered(endpoint, tick, question.askedMs, nowMs())
  })
  return {
    ask: (tick) => {
      const askedMs = nowMs()
      const miss = () => {
        settle(tick)
        listener.missed(endpoint, tick, askedMs)
      }
      waiting.set(tick, { askedMs, timer: setTimeout(miss, answerWithinMs) })
      socket.send(optionsRequest(endpoint, tick), endpoint.port, endpoint.host, () => {})
    },
    close: () => {
      for (const tick of [...waiting.keys()]) settle(tick)
      socket.close()
    },
  }
}
