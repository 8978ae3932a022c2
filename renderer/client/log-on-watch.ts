import type { ContractClient } from '../../shared/contract/contract.ts'

/** How often a page without connection asks whether it is still logged on. */
const ASK_EVERY_MS = 2_000

/** Asks the server of this page; false too when it cannot be reached. */
export const isLoggedOff = async (): Promise<boolean> => {
  try {
    const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' })
    return answer.status === 401
  } catch {
    return false
  }
}

/**
 * A server that was started again knows no sessions, and a socket cannot say why it is refused. While there
 * is no connection the page asks; once it is logged off, `leave` shows how to log on. Returns the way to stop.
 */
export const watchLogOn = (
  client: Pick<ContractClient, 'onConnection'>,
  ask: () => Promise<boolean>,
  leave: () => void,
): (() => void) => {
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = client.onConnection((isConnected) => {
    clearInterval(timer)
    if (isConnected) return
    timer = setInterval(async () => {
      if (await ask()) leave()
    }, ASK_EVERY_MS)
  })
  return () => {
    clearInterval(timer)
    stop()
  }
}
