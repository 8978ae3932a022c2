import { contextBridge, ipcRenderer } from 'electron'
import type { FrameChannel } from '../shared/contract/desktop.ts'

/** The page's only way out of its sandbox: text, each way. What it says is judged in ipc/door.ts. */

let listener: (frame: string) => void = () => {}
ipcRenderer.on('frame', (_event, frame: string) => listener(frame))

const channel: FrameChannel = {
  send: (frame) => ipcRenderer.send('frame', frame),
  onFrame: (next) => {
    listener = next
  },
}
contextBridge.exposeInMainWorld('redundancyApp', channel)
