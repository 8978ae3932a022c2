import type { ServerFrame } from '../../shared/contract/contract.ts'
import type { AppFrame, LogOnRefusal, ShellFrame, ShownServer } from '../../shared/contract/desktop.ts'
import type { Status } from '../../shared/contract/status.ts'
import type { EngineHandle } from '../engine/admin/engine-handle.ts'
import type { EngineHere } from '../engine-here.ts'
import type { OtherServer, Reached } from './other-server.ts'

/** The server that the windows show and command: the one here, or another. The engine here runs on untouched. */
export interface LoggedOn {
  /** Where calls go now. Another log-on, another value: who asked the one before hears nothing any more. */
  commanded(): Commanded
  shown(): ShownServer
  /** Null when it is not known now. */
  status(): Status | null
  /** What a new window has to hear first. */
  first(): readonly (AppFrame | ShellFrame)[]
  logOnHere(): void
  /** Null when it was done. `isWanted`: asked last, for whoever gave it up meanwhile. */
  logOnThere(link: string, isWanted: () => boolean): Promise<LogOnRefusal | null>
  /** Of the server logged on to, for every window. */
  onFrame(listener: (frame: AppFrame | ShellFrame) => void): void
  /** After every log-on: the windows of the one before must not command this one. */
  onLogOn(listener: () => void): void
}

export type Commanded = Pick<EngineHandle, 'call'>
type Watched = Commanded & Pick<EngineHere, 'onStatus' | 'onConnection'>

/** One log-on, and the newest that was heard of its server. */
interface LogOn {
  readonly server: Watched
  readonly other: OtherServer | null
  newest: Extract<ServerFrame, { kind: 'status' }> | null
  isConnected: boolean
  isOver: boolean
}

/** As its own status names it; until that is heard, or while it has no address, as the link did. */
const addressOf = ({ place }: OtherServer, status: Status | undefined): string =>
  status === undefined || status.currentServer.address === ''
    ? `${place.address}:${place.port}`
    : status.currentServer.address

const shownOf = ({ other, newest, isOver }: LogOn): ShownServer =>
  other === null ? { kind: 'here' } : { kind: 'there', address: addressOf(other, newest?.status), isOver }

export const createLoggedOn = (here: Watched, reach: (link: string) => Promise<Reached>): LoggedOn => {
  const frameListeners: ((frame: AppFrame | ShellFrame) => void)[] = []
  const logOnListeners: (() => void)[] = []
  const say = (frame: AppFrame | ShellFrame): void => {
    for (const listener of frameListeners) listener(frame)
  }

  const watch = (server: Watched, other: OtherServer | null): LogOn => {
    const logOn: LogOn = { server, other, newest: null, isConnected: false, isOver: false }
    const sayServer = (before: ShownServer): void => {
      const now = shownOf(logOn)
      if (logOn === current && JSON.stringify(now) !== JSON.stringify(before))
        say({ kind: 'server', server: now })
    }
    server.onConnection((isConnected) => {
      logOn.isConnected = isConnected
      if (!isConnected && logOn === current) say({ kind: 'connection', isConnected })
    })
    server.onStatus((sequence, status) => {
      const before = shownOf(logOn)
      logOn.newest = { kind: 'status', sequence, status }
      sayServer(before)
      if (logOn === current) say(logOn.newest)
    })
    other?.onOver(() => {
      const before = shownOf(logOn)
      logOn.isOver = true
      sayServer(before)
    })
    return logOn
  }

  let current: LogOn | null = null
  const atHome = watch(here, null)
  current = atHome
  const change = (next: LogOn): void => {
    const before = current
    current = next
    if (before !== next) before?.other?.stop()
    for (const listener of logOnListeners) listener()
  }
  const now = (): LogOn => current ?? atHome

  return {
    commanded: () => now().server,
    shown: () => shownOf(now()),
    status: () => (now().isConnected ? (now().newest?.status ?? null) : null),
    first: () => {
      const { newest, isConnected } = now()
      const server = { kind: 'server', server: shownOf(now()) } as const
      return isConnected && newest !== null ? [server, newest] : [server]
    },
    logOnHere: () => change(atHome),
    logOnThere: async (link, isWanted) => {
      const reached = await reach(link)
      if (!reached.ok) return reached.why
      if (!isWanted()) reached.server.stop()
      else change(watch(reached.server, reached.server))
      return null
    },
    onFrame: (listener) => {
      frameListeners.push(listener)
    },
    onLogOn: (listener) => {
      logOnListeners.push(listener)
    },
  }
}
