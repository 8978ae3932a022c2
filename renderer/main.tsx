import './client/zod-without-eval.ts'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { productName } from '../shared/domain/labels.ts'
import { isLoggedOff, watchLogOn } from './client/log-on-watch.ts'
import { apiUrl, webSocketClient } from './client/web-socket-client.ts'
import './kit/tokens.css'
import './kit/kit.css'
import './kit/fields.css'
import './home/home.css'
import './administration/administration.css'
import './redundancy/redundancy.css'
import { installMnemonics } from './kit/mnemonics.ts'
import { Page } from './page.tsx'
import { createWindowStore, WindowStoreProvider } from './window/window-store.ts'

const element = document.getElementById('root')
if (element === null) throw new Error('index.html has no element "root"')

const client = webSocketClient(apiUrl(location))
watchLogOn(client, isLoggedOff, () => location.reload())
const store = createWindowStore(client, {
  now: () => performance.now(),
  newRequestId: newRequestId,
})
document.title = productName
installMnemonics(document)
createRoot(element).render(
  <StrictMode>
    <WindowStoreProvider value={store}>
      <Page />
    </WindowStoreProvider>
  </StrictMode>,
)

/** `crypto.randomUUID` is only there in secure contexts; a service in the local network may be without TLS. */
function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
