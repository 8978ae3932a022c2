import { app, dialog, powerMonitor } from 'electron'
import type { Status } from '../shared/contract/status.ts'
import { desktopLabels, quitEffects } from '../shared/domain/labels.ts'
import { ENGINE_STOP_LIMIT_MS } from './engine/stop-limit.ts'
import type { EngineHere } from './engine-here.ts'

/** How the app ends: asked for by a person, or by the system. Both hand over in order, within a limit. */
export interface Ending {
  /** Asks first, and says what ends. */
  askToQuit(): void
  /** Hands over and ends the app. */
  end(code: number): Promise<void>
  isEnding(): boolean
}

export const createEnding = (
  engine: EngineHere,
  newestStatus: () => Status | null,
  say: (sentence: string) => void,
): Ending => {
  let isAsking = false
  let ending: Promise<void> | null = null

  const handOver = async (code: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ENGINE_STOP_LIMIT_MS)
    })
    const isStopped = await Promise.race([engine.stop().then(() => true), late])
    clearTimeout(timer)
    if (!isStopped)
      say(`The engine did not stop within ${ENGINE_STOP_LIMIT_MS / 1000} s; it is ended by force.`)
    app.exit(isStopped ? code : 1)
  }
  const end = (code: number): Promise<void> => {
    ending ??= handOver(code)
    return ending
  }

  const ask = async (): Promise<void> => {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      title: desktopLabels.quitTitle,
      message: desktopLabels.quitQuestion,
      detail: quitEffects(engine.runs, newestStatus()),
      buttons: [desktopLabels.quitCancel, desktopLabels.quitAccept],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (response === 1) await end(0)
  }

  // Signals, the end of the session and app.quit() all come by here.
  app.on('before-quit', (event) => {
    event.preventDefault()
    void end(0)
  })
  app.on('browser-window-created', (_event, window) => {
    window.on('session-end', () => void end(0))
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0))
  // Delays the shut-down of the system until the hand-over is done.
  powerMonitor.on('shutdown', ((event?: Electron.Event) => {
    event?.preventDefault()
    void end(0)
  }) as () => void)

  return {
    isEnding: () => ending !== null,
    end,
    askToQuit: () => {
      if (isAsking || ending !== null) return
      isAsking = true
      void ask().finally(() => {
        isAsking = false
      })
    },
  }
}
