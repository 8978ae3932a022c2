import net from 'node:net'
import { down, type Finding, type Limit, noAnswer, socketTrouble, up, withinLimit } from './finding.ts'

/** Up when the connection is taken. */
export const probeTcp = (host: string, port: number, limit: Limit): Promise<Finding> => {
  const place = `${host}:${port}`
  return withinLimit(limit, down(noAnswer(place, limit.timeoutMs)), (finish) => {
    const socket = net.connect({ host, port })
    socket.on('connect', () => finish(up))
    socket.on('error', (error) => finish(down(socketTrouble(place, error))))
    return () => socket.destroy()
  })
}
