import { createStore, type StoreApi } from 'zustand/vanilla'
import {
  type FrameChannel,
  type LogOnRefusal,
  type ShellFrame,
  type ShownServer,
  shellFrame,
  type WindowFrame,
} from '../../shared/contract/desktop.ts'

/** The desktop app around a window: what it says beside the frames of an engine, and what can be asked of it. */

export interface ShellState {
  readonly server: ShownServer
  /** `refused`: the last try to log on was. */
  readonly logOn:
    | { readonly phase: 'idle' | 'running' }
    | { readonly phase: 'refused'; readonly why: LogOnRefusal }
}

export interface Shell {
  readonly state: Pick<StoreApi<ShellState>, 'getState' | 'getInitialState' | 'subscribe'>
  /** Null: to the server here. */
  logOn(link: string | null): void
  /** A refusal that does not stand any more: the link was changed. */
  forgetRefusal(): void
  open(window: 'logOn'): void
  /** The window becomes as high as this, in pixels, unless a person has sized it. */
  fit(height: number): void
  sayWarning(is: Extract<WindowFrame, { kind: 'warning' }>['is']): void
  onWarning(listener: (is: Extract<ShellFrame, { kind: 'warning' }>['is']) => void): void
}

const shellFrameIn = (text: string): ShellFrame | null => {
  try {
    const parsed = shellFrame.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Divides the one channel of the window: what the app itself says goes to the shell, all else to the client. */
export const splitChannel = (channel: FrameChannel): { engine: FrameChannel; shell: Shell } => {
  const store = createStore<ShellState>(() => ({ server: { kind: 'here' }, logOn: { phase: 'idle' } }))
  let onWarning: (is: Extract<ShellFrame, { kind: 'warning' }>['is']) => void = () => undefined
  let onEngineFrame: (text: string) => void = () => undefined
  const take = (frame: ShellFrame): void => {
    switch (frame.kind) {
      case 'server':
        store.setState({ server: frame.server })
        return
      case 'logOnRefused':
        store.setState({ logOn: { phase: 'refused', why: frame.why } })
        return
      case 'warning':
        onWarning(frame.is)
    }
  }
  channel.onFrame((text) => {
    const frame = shellFrameIn(text)
    if (frame === null) onEngineFrame(text)
    else take(frame)
  })
  const say = (frame: WindowFrame): void => channel.send(JSON.stringify(frame))
  return {
    engine: {
      send: (text) => channel.send(text),
      onFrame: (listener) => {
        onEngineFrame = listener
      },
    },
    shell: {
      state: store,
      logOn: (link) => {
        store.setState({ logOn: { phase: 'running' } })
        say({ kind: 'logOn', link })
      },
      forgetRefusal: () => store.setState({ logOn: { phase: 'idle' } }),
      open: (window) => say({ kind: 'open', window }),
      fit: (height) => say({ kind: 'fit', height }),
      sayWarning: (is) => say({ kind: 'warning', is }),
      onWarning: (listener) => {
        onWarning = listener
      },
    },
  }
}
