import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { ServiceDefinition } from '../../../shared/contract/site.ts'
import type { Role } from '../../../shared/domain/roles.ts'
import { shareMoment } from '../clock.ts'
import type { Clock, Guardian, GuardianEvents, Log, Tick } from '../ports.ts'
import {
  type EngineFrame,
  type GuardianFrame,
  type GuardianSettings,
  guardianFrame,
  MAX_FRAME_LENGTH,
} from './frames.ts'
import { createLineReader, parseJson } from './lines.ts'
import { identify } from './process-table.ts'
import type { ProcessState } from './runners/runner.ts'
import { askWord } from './word/ask-word.ts'
import { deriveWordKey } from './word/word.ts'

export interface GuardianChoice {
  /** Only `whenActive` ones are controlled. */
  readonly services: readonly ServiceDefinition[]
  readonly timing: {
    readonly stopLimitMs: number
    readonly stuckMs: number
    /** How long a guardian without an engine goes on answering the peer; 10 minutes without a value. */
    readonly lingerMs?: number
  }
  readonly word: {
    readonly ownAddress: string
    readonly peerAddress: string
    readonly port: number
    /** The Redundancy Key as typed; only a key derived from it leaves this process, over the pipe. */
    readonly key: string
    readonly role: Role
  }
}

export interface GuardianOptions extends GuardianChoice {
  /** A plain Node runtime. */
  readonly nodePath: string
  readonly guardianFile: string
  readonly dataDir: string
  /** The process to end when the lease does: the host of the engine's worker. */
  readonly enginePid: number
  readonly clock: Clock
  readonly log: Log
  readonly events: GuardianEvents
  readonly systemctlFile?: string
}

export interface GuardianClient extends Guardian {
  /** As the guardian last saw it; 'unknown' when that is too long ago. */
  processState(serviceId: string): ProcessState
  /** The services that are restarted again and again, as the guardian last saw it. */
  failing(): Here['failing']
  /** Why the peer cannot ask this guardian for its word, in one sentence; empty when it can. */
  wordProblem(): string
  /** Changed settings without a new guardian: services from the next start on, the rest at once. */
  configure(choice: GuardianChoice): Promise<void>
  /** Another pair goes on with this guardian: from now on its events are for that one. */
  tellInstead(events: GuardianEvents): void
}

type Here = Extract<GuardianFrame, { kind: 'here' }>

const LINGER_MS = 600_000
/** A guardian that ends an earlier one and its services first needs this above twice S. */
const READY_MS = 15_000
/** An orderly end takes S and this at most; a guardian with a service it cannot end goes on alone. */
const CLOSE_MS = 5_000
const STATE_GOOD_FOR_MS = 2_000
/** Least silence after which the guardian itself counts as stuck. */
const GUARDIAN_STUCK_MS = 2_000
const WATCH_MS = 250
const MAX_WAITING_BYTES = 1024 * 1024
/** Variables of the host that would change what the guardian's runtime does. */
const HOST_VARIABLES = /^(NODE_OPTIONS|NODE_CHANNEL_FD|NODE_V8_COVERAGE|ELECTRON_.*)$/

const settingsOf = async ({ services, timing, word }: GuardianChoice): Promise<GuardianSettings> => ({
  services: services.filter((service) => service.runs === 'whenActive'),
  timing: { ...timing, lingerMs: timing.lingerMs ?? LINGER_MS },
  word: { ...word, key: (await deriveWordKey(word.key)).toString('hex') },
})

/** The engine's end of the pipe to its guardian. After `gone` it can be opened again. */
export const createGuardian = (options: GuardianOptions): GuardianClient => {
  const { clock, log } = options
  let events = options.events
  let settings: Promise<GuardianSettings> | null = null
  let choice: GuardianChoice = options
  let child: ChildProcessWithoutNullStreams | null = null
  let isReady = false
  let isClosing = false
  let knownWord = 0
  let aliveSaidAt = Number.NEGATIVE_INFINITY
  let states: { at: Tick; services: Readonly<Record<string, ProcessState>> } | null = null
  let failing: Here['failing'] = []
  let wordProblem = ''

  const currentSettings = () => {
    settings ??= settingsOf(choice)
    return settings
  }

  const write = (frame: EngineFrame): void => {
    if (child === null || child.stdin.destroyed) return
    child.stdin.write(`${JSON.stringify(frame)}\n`)
  }

  /** Dropped while there is no guardian: after `gone` nothing runs under the new one before a new start. */
  const say = (frame: EngineFrame): boolean => {
    if (isReady) write(frame)
    return isReady
  }

  const copyLog = createLineReader(
    MAX_FRAME_LENGTH,
    (line) => {
      if (line.startsWith('info ')) log.info(`guardian: ${line.slice(5)}`)
      else log.warn(`guardian: ${line.replace(/^warn /, '')}`)
    },
    () => undefined,
  )

  const onFrame = (frame: GuardianFrame, opened: (problem: string | null) => void): void => {
    switch (frame.kind) {
      case 'ready':
        opened(null)
        break
      case 'unable':
        opened(frame.why)
        break
      case 'started':
        events.started(frame.epoch)
        break
      case 'stopped':
        events.stopped(frame.epoch)
        break
      case 'refused':
        events.refused(frame.epoch, frame.why)
        break
      case 'wordGiven':
        knownWord = frame.number
        events.wordGiven()
        break
      case 'here':
        states = { at: clock.now(), services: frame.services }
        failing = frame.failing
        wordProblem = frame.wordProblem
    }
  }

  /** Ends a guardian that says nothing any more; its services are ended by the next one. */
  const watch = (guardian: ChildProcessWithoutNullStreams, heardAt: { tick: Tick }) => {
    let lookedAt = clock.now()
    let silentMs = 0
    let heardBefore = heardAt.tick
    return setInterval(() => {
      const now = clock.now()
      // Counted in own looks: a stall of this process is not the guardian's silence.
      silentMs = heardAt.tick === heardBefore ? silentMs + Math.min(now - lookedAt, 2 * WATCH_MS) : 0
      heardBefore = heardAt.tick
      lookedAt = now
      const isStuck = silentMs >= Math.max(GUARDIAN_STUCK_MS, choice.timing.stuckMs)
      if (!(isReady && isStuck) && guardian.stdin.writableLength < MAX_WAITING_BYTES) return
      log.warn('The guardian gives no sign of life and is ended by force.')
      guardian.kill('SIGKILL')
    }, WATCH_MS)
  }

  const launch = (hello: EngineFrame): Promise<void> =>
    new Promise((resolve, reject) => {
      const env = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !HOST_VARIABLES.test(name)),
      )
      const guardian = spawn(options.nodePath, [options.guardianFile], {
        // Of its own session: a terminal's Ctrl+C is for the engine, which says `quit`.
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
        env,
        cwd: '/',
      })
      const heardAt = { tick: clock.now() }
      const watching = watch(guardian, heardAt)
      let isOver = false
      const opened = (problem: string | null) => {
        clearTimeout(limit)
        if (problem === null) {
          isReady = true
          resolve()
          return
        }
        guardian.kill('SIGKILL')
        over(problem)
      }
      const over = (detail: string) => {
        if (isOver) return
        isOver = true
        clearTimeout(limit)
        clearInterval(watching)
        const wasReady = isReady
        isReady = false
        child = null
        states = null
        failing = []
        wordProblem = ''
        reject(new Error(`The guardian of the services cannot be started: ${detail}.`))
        if (wasReady && !isClosing) events.gone(detail)
      }
      const limit = setTimeout(
        () => opened('it was not ready in time'),
        READY_MS + 2 * choice.timing.stopLimitMs,
      )
      child = guardian
      for (const stream of [guardian.stdin, guardian.stdout, guardian.stderr]) {
        stream.on('error', () => undefined)
      }
      guardian.once('error', (error: NodeJS.ErrnoException) => {
        if (guardian.pid !== undefined) return
        over(error.code === 'ENOENT' ? `there is no Node runtime at ${options.nodePath}` : error.message)
      })
      guardian.once('exit', (code, signal) => {
        // What it said before is still to be read, unless somebody else holds its pipes.
        setTimeout(() => over(`its process ended (${signal ?? `exit code ${code}`})`), WATCH_MS)
      })
      guardian.once('close', (code, signal) => over(`its process ended (${signal ?? `exit code ${code}`})`))
      guardian.stdout.once('end', () => guardian.kill('SIGKILL'))
      guardian.stderr.on('data', copyLog)
      const onLine = (line: string) => {
        if (isOver) return
        heardAt.tick = clock.now()
        const frame = guardianFrame.safeParse(parseJson(line))
        if (frame.success) return onFrame(frame.data, opened)
        log.warn('The guardian says something that makes no sense and is ended by force.')
        guardian.kill('SIGKILL')
      }
      guardian.stdout.on(
        'data',
        createLineReader(MAX_FRAME_LENGTH, onLine, () => guardian.kill('SIGKILL')),
      )
      write(hello)
    })

  return {
    open: async () => {
      if (child !== null) throw new Error('The guardian of the services is open already.')
      isClosing = false
      knownWord = 0
      aliveSaidAt = Number.NEGATIVE_INFINITY
      await launch({
        kind: 'hello',
        engine: identify(options.enginePid),
        dataDir: options.dataDir,
        systemctlFile: options.systemctlFile ?? 'systemctl',
        settings: await currentSettings(),
      })
    },
    deadline: (until) => {
      const now = clock.now()
      say({
        kind: 'deadline',
        until: until === null ? null : shareMoment(until, now),
        said: shareMoment(now, now),
      })
    },
    start: (epoch, readingAskedAt) => {
      const readingAsked = readingAskedAt === null ? null : shareMoment(readingAskedAt, clock.now())
      if (say({ kind: 'start', epoch, readingAsked, knownWord })) return
      // Later, as every answer comes later.
      setImmediate(() => events.refused(epoch, 'there is no guardian'))
    },
    stop: (epoch) => void say({ kind: 'stop', epoch }),
    alive: () => {
      const now = clock.now()
      if (now - aliveSaidAt < choice.timing.stuckMs / 10) return
      if (say({ kind: 'alive' })) aliveSaidAt = now
    },
    askPeer: async (timeoutMs) => {
      const { word } = await currentSettings()
      return askWord(word, Buffer.from(word.key, 'hex'), timeoutMs)
    },
    processState: (serviceId) => {
      if (states === null || clock.now() - states.at > STATE_GOOD_FOR_MS) return 'unknown'
      return states.services[serviceId] ?? 'unknown'
    },
    failing: () => failing,
    wordProblem: () => wordProblem,
    configure: async (next) => {
      choice = next
      settings = settingsOf(next)
      say({ kind: 'settings', settings: await settings })
    },
    tellInstead: (next) => {
      events = next
    },
    close: async () => {
      const guardian = child
      if (guardian === null) return
      isClosing = true
      const ended = new Promise<void>((resolve) => guardian.once('close', () => resolve()))
      write({ kind: 'quit' })
      let limit: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        limit = setTimeout(() => {
          log.warn('The guardian cannot stop every service in time; it goes on and ends when they have.')
          guardian.stdin.end()
          resolve()
        }, choice.timing.stopLimitMs + CLOSE_MS)
      })
      await Promise.race([ended, late])
      clearTimeout(limit)
    },
  }
}
