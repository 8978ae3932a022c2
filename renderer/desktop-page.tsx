import type { ReactNode } from 'react'
import type { FrameChannel, WindowKind } from '../shared/contract/desktop.ts'
import { Administration } from './administration/administration.tsx'
import type { IpcClient } from './client/ipc-client.ts'
import { Home } from './home/home.tsx'
import { FitContext, FrameContext } from './kit/dialog-frame.tsx'
import { LinkWindow } from './link/link-window.tsx'
import { LogOn } from './log-on/log-on.tsx'
import { ServerBar } from './log-on/server-bar.tsx'
import { DecisionRecord } from './record/record.tsx'
import { Redundancy } from './redundancy/redundancy.tsx'
import { Rehearsal } from './rehearsal/rehearsal.tsx'
import type { Shell } from './window/shell.ts'
import { ShellContext, useServer } from './window/shell-context.ts'

declare global {
  interface Window {
    /** Only in a window of the desktop app. */
    readonly redundancyApp?: FrameChannel
  }
}

const contents = (kind: WindowKind, client: IpcClient) => {
  switch (kind) {
    case 'home':
      return <Home onOpen={client.openWindow} />
    case 'redundancy':
      return (
        <Redundancy
          onClose={() => window.close()}
          onStatus={() => client.openWindow('administration')}
          isCovered={false}
        />
      )
    case 'administration':
      return <Administration onClose={() => window.close()} onLink={() => client.openWindow('link')} />
    case 'record':
      return <DecisionRecord onClose={() => window.close()} />
    case 'rehearsal':
      return <Rehearsal onClose={() => window.close()} />
    case 'link':
      return <LinkWindow onClose={() => window.close()} />
    case 'logOn':
      return <LogOn onClose={() => window.close()} />
  }
}

/** Which server the window talks to stands on top, unless it is the one here. */
const Framed = ({ kind, children }: { kind: WindowKind; children: ReactNode }) => (
  <div className={useServer().kind === 'here' || kind === 'home' ? undefined : 'server-window'}>
    <ServerBar />
    {children}
  </div>
)

interface Props {
  readonly kind: WindowKind
  readonly client: IpcClient
  readonly shell: Shell
}

/** A window of the desktop app: each dialog has its own. */
export const DesktopPage = ({ kind, client, shell }: Props) => (
  <ShellContext.Provider value={shell}>
    <FrameContext.Provider value="window">
      <FitContext.Provider value={shell.fit}>
        <Framed kind={kind}>{contents(kind, client)}</Framed>
      </FitContext.Provider>
    </FrameContext.Provider>
  </ShellContext.Provider>
)
