import type { Socket } from 'node:net'

/** The open sockets of one owner, so that closing can wait for the last one. */
export interface SocketSet {
  add(socket: Socket): void
  /** Resolves when all are closed; those still open after `graceMs` are destroyed. */
  drain(graceMs: number): Promise<void>
}

export const createSocketSet = (): SocketSet => {
  const open = new Set<Socket>()
  let emptied: (() => void) | null = null
  return {
    add: (socket) => {
      open.add(socket)
      socket.once('close', () => {
        open.delete(socket)
        if (open.size === 0) emptied?.()
      })
    },
    drain: (graceMs) =>
      new Promise((resolve) => {
        if (open.size === 0) {
          resolve()
          return
        }
        const grace = setTimeout(() => {
          for (const socket of open) socket.destroy()
        }, graceMs)
        emptied = () => {
          clearTimeout(grace)
          resolve()
        }
      }),
  }
}
