import crypto from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { endOnSignal, failToListen, readArguments } from '../fixtures/arguments.ts'
import { createRandom } from '../fixtures/random.ts'
import { createRecorder } from '../fixtures/wav.ts'
import { nowMs } from './clock.ts'

/**
 * The demonstration's voice-mail server, a controlled service like the others: takes new messages while
 * the file `--calls` exists (it holds the pause between two of them, in ms), makes each durable, and only
 * then writes it into its ledger, which it syncs too. Greets TCP connections, so that it can be probed.
 *
 *   writer.ts --tree DIR --ledger FILE --calls FILE --address A --port P
 */

const given = readArguments(['tree', 'ledger', 'calls', 'address', 'port'])
const tree = given.text('tree')
const calls = given.text('calls')
const address = given.text('address')
const port = given.port('port')
process.title = `voice-mail-server ${address}:${port}`

const IDLE_POLL_MS = 50
const MAILBOXES = 40

/** Goes on after the last whole line; what a crash tore off was never acknowledged. */
const openLedger = (file: string) => {
  const known = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
  const whole = known.slice(0, known.lastIndexOf('\n') + 1)
  fs.writeFileSync(file, whole)
  return { descriptor: fs.openSync(file, 'a'), sequence: whole.split('\n').length - 1 }
}

const ledger = openLedger(given.text('ledger'))
const random = createRandom((process.pid * 2_654_435_761) >>> 0)
const record = createRecorder(random)
/** In no other run the same: it goes into every name. */
const run = crypto.randomBytes(3).toString('hex')

const syncFolder = (folder: string) => {
  const descriptor = fs.openSync(folder, 'r')
  fs.fsyncSync(descriptor)
  fs.closeSync(descriptor)
}

const takeMessage = (): void => {
  ledger.sequence += 1
  const mailbox = 201 + random.integer(0, MAILBOXES - 1)
  const folder = path.join('voicemail', String(mailbox), 'New')
  const name = path.join(folder, `call-${run}-${String(ledger.sequence).padStart(6, '0')}.wav`)
  const sound = record(`call ${run} ${ledger.sequence}`, random.integer(8_000, 60_000))
  fs.mkdirSync(path.join(tree, folder), { recursive: true })
  const temporary = path.join(tree, folder, `.taking-${run}.part`)
  const descriptor = fs.openSync(temporary, 'w', 0o640)
  fs.writeSync(descriptor, sound)
  fs.fsyncSync(descriptor)
  fs.closeSync(descriptor)
  fs.renameSync(temporary, path.join(tree, name))
  syncFolder(path.join(tree, folder))
  const sha256 = crypto.createHash('sha256').update(sound).digest('hex')
  const entry = { sequence: ledger.sequence, path: name, sha256, atMs: nowMs() }
  fs.writeSync(ledger.descriptor, `${JSON.stringify(entry)}\n`)
  fs.fsyncSync(ledger.descriptor)
}

/** The pause between two calls, or null while nobody calls. */
const pauseMs = (): number | null => {
  try {
    return Math.max(1, Number(fs.readFileSync(calls, 'utf8')) || 50)
  } catch {
    return null
  }
}

const work = (): void => {
  const pause = pauseMs()
  if (pause !== null) takeMessage()
  setTimeout(work, pause ?? IDLE_POLL_MS)
}

const server = net.createServer((socket) => {
  socket.on('error', () => socket.destroy())
  socket.resume()
  socket.setTimeout(10_000, () => socket.destroy())
  socket.write('220 voice mail ready\r\n')
})
server.on('error', (error) => failToListen('The voice-mail server', address, port, error))
server.listen({ host: address, port, exclusive: true }, () => {
  process.stdout.write(`ready ${address}:${port}\n`)
  work()
})

endOnSignal(() => server.close())
