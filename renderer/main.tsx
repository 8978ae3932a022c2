import './client/zod-without-eval.ts'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { type FrameChannel, windowKindAt } from '../shared/contract/desktop.ts'
import { productName } from '../shared/domain/labels.ts'
import { ipcClient } from './client/ipc-client.ts'
import { isLoggedOff, watchLogOn } from './client/log-on-watch.ts'
import { apiUrl, webSocketClient } from './client/web-socket-client.ts'
import './kit/tokens.css'
import './kit/kit.css'
import './kit/fields.css'
import './home/home.css'
import './administration/administration.css'
import './redundancy/redundancy.css'
import './log-on/log-on.css'
import './record/record.css'
import './rehearsal/rehearsal.css'
import './link/link.css'
import { DesktopPage } from './desktop-page.tsx'
import { installMnemonics } from './kit/mnemonics.ts'
import { Page } from './page.tsx'
import { shareWarning } from './window/share-warning.ts'
import { splitChannel } from './window/shell.ts'
import { createWindowStore, type Surroundings, WindowStoreProvider } from './window/window-store.ts'

const element = document.getElementById('root')
if (element === null) throw new Error('index.html has no element "root"')

const surroundings = (part: Surroundings['part']): Surroundings => ({
  now: () => performance.now(),
  newRequestId,
  part,
})

/** The page of a service in a browser: over its WebSocket. */
const inBrowser = () => {
  const client = webSocketClient(apiUrl(location))
  watchLogOn(client, isLoggedOff, () => location.reload())
  return { store: createWindowStore(client, surroundings('logOn')), page: <Page /> }
}
/** A window of the desktop app: over its frame channel. */
const inDesktop = (channel: FrameChannel) => {
  const { engine, shell } = splitChannel(channel)
  const client = ipcClient(engine)
  const kind = windowKindAt(location.href) ?? 'home'
  const store = createWindowStore(client, surroundings(kind === 'home' ? 'logOn' : 'dialog'))
  shareWarning(store, shell)
  return { store, page: <DesktopPage kind={kind} client={client} shell={shell} /> }
}
const { store, page } = window.redundancyApp === undefined ? inBrowser() : inDesktop(window.redundancyApp)
document.title = productName
installMnemonics(document)
createRoot(element).render(
  <StrictMode>
    <WindowStoreProvider value={store}>{page}</WindowStoreProvider>
  </StrictMode>,
)

/** `crypto.randomUUID` is only there in secure contexts; a service in the local network may be without TLS. */
function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
