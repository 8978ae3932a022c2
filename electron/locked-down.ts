import { app, type Session } from 'electron'

/** Nothing but our own page, in no other window than ours, with no more than our page needs. */

/** Before any window is made. */
export const lockContents = (): void => {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** Chromium's tools bring their own page. */
const isOurs = (address: string): boolean => /^(app|devtools):/.test(address)

/** What a page of ours gives a person to keep: the app asks where. */
const isOurFile = (address: string): boolean => address.startsWith('blob:app://')

/** No permission, no device, no download but of our own files, no word to the network. */
export const lockSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    if (!isOurFile(item.getURL())) event.preventDefault()
  })
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOurs(url) && !isOurFile(url) }))
}
