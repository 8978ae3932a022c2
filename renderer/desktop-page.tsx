import type { FrameChannel, WindowKind } from '../shared/contract/desktop.ts'
import { Administration } from './administration/administration.tsx'
import type { IpcClient } from './client/ipc-client.ts'
import { Home } from './home/home.tsx'
import { FrameContext } from './kit/dialog-frame.tsx'
import { Redundancy } from './redundancy/redundancy.tsx'

declare global {
  interface Window {
    /** Only in a window of the desktop app. */
    readonly redundancyApp?: FrameChannel
  }
}

const contents = (kind: WindowKind, client: IpcClient) => {
  switch (kind) {
    case 'home':
      return (
        <Home
          onOpenRedundancy={() => client.openWindow('redundancy')}
          onOpenAdministration={() => client.openWindow('administration')}
        />
      )
    case 'redundancy':
      return (
        <Redundancy
          onClose={() => window.close()}
          onStatus={() => client.openWindow('administration')}
          isCovered={false}
        />
      )
    case 'administration':
      return <Administration onClose={() => window.close()} />
  }
}

/** A window of the desktop app: each dialog has its own. */
export const DesktopPage = ({ kind, client }: { kind: WindowKind; client: IpcClient }) => (
  <FrameContext.Provider value="window">{contents(kind, client)}</FrameContext.Provider>
)
