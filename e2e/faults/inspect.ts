import { readArguments } from '../fixtures/arguments.ts'

/**
 * Runs an expression in a thread of a process that a test started with its inspector open, so that a real
 * engine loops or hoards without a hook in the product.
 *
 *   inspect.ts --port P --thread host|engine --expression JS
 */

const given = readArguments(['port', 'thread', 'expression'])
const expression = given.text('expression')
const isHost = given.text('thread') === 'host'

const listed = await fetch(`http://127.0.0.1:${given.port('port')}/json/list`)
const [target] = (await listed.json()) as { webSocketDebuggerUrl: string }[]
if (target === undefined) throw new Error('The process has no inspector.')

let id = 0
const socket = new WebSocket(target.webSocketDebuggerUrl)
const frame = (method: string, params: object): string => {
  id += 1
  return JSON.stringify({ id, method, params })
}
const evaluate = () => frame('Runtime.evaluate', { expression })
const done = () => {
  process.stdout.write('sent\n')
  socket.close()
}

socket.onopen = () => {
  socket.send(isHost ? evaluate() : frame('NodeWorker.enable', { waitForDebuggerOnStart: false }))
  if (isHost) setTimeout(done, 200)
}
socket.onmessage = ({ data }) => {
  const { method, params } = JSON.parse(String(data)) as { method?: string; params?: { sessionId: string } }
  if (method !== 'NodeWorker.attachedToWorker' || params === undefined) return
  socket.send(frame('NodeWorker.sendMessageToWorker', { sessionId: params.sessionId, message: evaluate() }))
  setTimeout(done, 200)
}
