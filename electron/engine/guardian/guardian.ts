import { setThreadPriority } from '../priority.ts'
import { engineFrame, type HelloFrame, MAX_FRAME_LENGTH } from './frames.ts'
import { createGuard, type Guard } from './guard.ts'
import { createGuardianLog } from './guardian-log.ts'
import type { GuardianInput } from './guardian-rules.ts'
import { closeInherited } from './inherited.ts'
import { createLineReader, parseJson } from './lines.ts'
import { leave, tell } from './pipe.ts'

/**
 * The guardian process: a child of the engine on a plain Node runtime. It reads frames from its standard
 * input, asks `guardian-rules.ts` what they mean, and does it. See `docs/guardian.md`.
 */

closeInherited()
process.title = 'redundancy-guardian'
// Born of the engine's thread, which goes first; the services it starts are nobody's better.
setThreadPriority(0)

const log = createGuardianLog()
let guard: Guard | null = null
let isPipeEnded = false

/** Until `hello` there is nothing to guard: whatever ends the conversation ends the process. */
const feed = (input: GuardianInput): void => {
  if (guard === null) process.exit(1)
  guard.feed(input)
}

const fail = (detail: string): void => {
  log.warn(`The guardian failed: ${detail}`)
  if (guard !== null && !guard.isRecovering()) {
    guard.feed({ kind: 'failure', detail })
    return
  }
  tell({ kind: 'unable', why: detail })
  leave(1, log, () => guard?.release() ?? Promise.resolve())
}

const endPipe = (why: string): void => {
  if (isPipeEnded) return
  isPipeEnded = true
  feed({ kind: 'pipeEnded', why })
}

const begin = (hello: HelloFrame): void => {
  guard = createGuard(hello, log)
  guard.prepare().catch((error: Error) => fail(error.message))
}

const onLine = (line: string): void => {
  if (isPipeEnded) return
  const frame = engineFrame.safeParse(parseJson(line))
  if (!frame.success) {
    endPipe('what the engine says makes no sense')
    return
  }
  if (guard !== null) {
    guard.onFrame(frame.data)
    return
  }
  if (frame.data.kind === 'hello') {
    begin(frame.data)
    return
  }
  endPipe('the engine did not introduce itself first')
}

process.on('uncaughtException', (error) => fail(error.stack ?? error.message))
process.on('unhandledRejection', (reason) => fail(String(reason)))
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(name, () => feed({ kind: 'signal', name }))
}
// Node would open its debugger.
process.on('SIGUSR1', () => undefined)
process.stdout.on('error', () => endPipe('the engine does not read any more'))
process.stdin.on('error', () => endPipe('the pipe to the engine broke'))
process.stdin.on('end', () => endPipe('the engine is gone (its pipe ended)'))
process.stdin.on(
  'data',
  createLineReader(MAX_FRAME_LENGTH, onLine, () => endPipe('what the engine says has no end')),
)
