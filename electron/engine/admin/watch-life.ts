import type { WebSocket } from 'ws'

/** Ends a connection that answers no ping until the next one is due. */
export const watchLife = (socket: WebSocket, pingMs: number): void => {
  let isAlive = true
  socket.on('pong', () => {
    isAlive = true
  })
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, pingMs)
  timer.unref()
  socket.on('close', () => clearInterval(timer))
}
