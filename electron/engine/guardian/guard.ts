import fs from 'node:fs/promises'
import path from 'node:path'
import { createClock, readMoment } from '../clock.ts'
import { type EngineFrame, type GuardianSettings, HERE_MS, type HelloFrame } from './frames.ts'
import type { GuardianLog } from './guardian-log.ts'
import {
  decide,
  type GuardianAction,
  type GuardianInput,
  type GuardianState,
  graceMs,
  initialState,
  startRefusal,
} from './guardian-rules.ts'
import { openLedger } from './ledger.ts'
import { takeLock } from './lock.ts'
import { leave, tell } from './pipe.ts'
import { signalProcess } from './process-table.ts'
import { createSupervisor } from './supervisor.ts'
import type { WordAnswer } from './word/word.ts'
import { createWordServer, type WordServer } from './word/word-server.ts'

/** One guarded engine: feeds what happens to the rules and does what they say. */
export interface Guard {
  feed(input: GuardianInput): void
  onFrame(frame: EngineFrame): void
  /** Ends what an earlier guardian left, then is ready; rejects with one sentence. */
  prepare(): Promise<void>
  isRecovering(): boolean
  release(): Promise<void>
}

/** How finely a deadline is watched besides its own timer: a timer stands still during suspend. */
const TICK_WITH_DEADLINE_MS = 25
const TICK_MS = 100
/** How often units are asked for their state. */
const REFRESH_MS = 1_000
/** What an earlier guardian may take above S before it is ended by force. */
const TAKE_OVER_MS = 1_000

const clock = createClock()

export const createGuard = (hello: HelloFrame, log: GuardianLog): Guard => {
  let settings: GuardianSettings = hello.settings
  let state: GuardianState = initialState(settings.timing, clock.now())
  let startNumber = 0
  let word: WordServer | null = null
  let release = () => Promise.resolve()
  let isLockOwn = () => Promise.resolve(true)
  let isLeaving = false
  let ticking: NodeJS.Timeout | null = null

  const folder = path.join(hello.dataDir, 'guardian')

  const supervisor = createSupervisor({
    services: () => settings.services,
    stopLimitMs: () => settings.timing.stopLimitMs,
    ledger: openLedger(path.join(folder, 'services.json')),
    clock,
    log,
    mayStart: () => state.phase.is === 'running' && startRefusal(state, clock.now()) === null,
    systemctlFile: hello.systemctlFile,
  })

  const sayHere = () =>
    tell({
      kind: 'here',
      services: supervisor.states(),
      failing: supervisor.failing(),
      wordProblem: word?.problem() ?? '',
    })

  const killEngine = (why: string) => {
    const { engine } = hello
    // Without a start time only our own parent is surely the engine.
    if (engine.startTime === null && process.ppid !== engine.pid) return
    if (signalProcess(engine, 'SIGKILL')) log.warn(`Ended the engine (process ${engine.pid}): ${why}.`)
  }

  const stopServices = (from: number, why: string) => {
    startNumber += 1
    log.info(`Stops the services: ${why}.`)
    const stopped = () => {
      log.info(`The services are proved stopped, ${Math.round(clock.now() - from)} ms after they had to.`)
      feed({ kind: 'allStopped' })
    }
    const again = (error: Error) => {
      log.warn(`Stopping the services failed (${error.message}) and is tried again.`)
      setTimeout(() => void supervisor.stop(from).then(stopped, again), TICK_WITH_DEADLINE_MS)
    }
    supervisor.stop(from).then(stopped, again)
  }

  const startServices = async (epoch: number) => {
    startNumber += 1
    const number = startNumber
    const isStillOnly = await isLockOwn()
    if (number !== startNumber) return
    const problem = isStillOnly
      ? await supervisor.start(epoch)
      : "the lock of the data folder is not this guardian's any more"
    if (number !== startNumber) return
    feed(problem === null ? { kind: 'allStarted' } : { kind: 'startFailed', why: problem })
  }

  const relabelServices = async (epoch: number) => {
    const number = startNumber
    const problem = await supervisor.relabel(epoch)
    // They run already and the ledger names them; only its epoch is the older one.
    if (problem !== null) log.warn(problem)
    if (number === startNumber) feed({ kind: 'allStarted' })
  }

  const act = (action: GuardianAction): void => {
    switch (action.do) {
      case 'killEngine':
        killEngine(action.why)
        break
      case 'startServices':
        void startServices(action.epoch)
        break
      case 'relabelServices':
        void relabelServices(action.epoch)
        break
      case 'stopServices':
        stopServices(action.from, action.why)
        break
      case 'tellStarted':
        sayHere()
        tell({ kind: 'started', epoch: action.epoch })
        break
      case 'tellStopped':
        sayHere()
        tell({ kind: 'stopped', epoch: action.epoch })
        break
      case 'tellRefused':
        log.warn(`Does not start the services for epoch ${action.epoch}: ${action.why}.`)
        tell({ kind: 'refused', epoch: action.epoch, why: action.why })
        break
      case 'tellWordGiven':
        log.info('Told the other system that the services here are stopped.')
        tell({ kind: 'wordGiven', number: action.number })
        break
      case 'answerPeer':
        break
      case 'exit':
        if (isLeaving) break
        isLeaving = true
        word?.close()
        leave(action.code, log, () => release())
        break
    }
  }

  const feed = (input: GuardianInput): readonly GuardianAction[] => {
    const decision = decide(state, input, clock.now())
    state = decision.state
    for (const action of decision.actions) act(action)
    return decision.actions
  }

  const answerPeer = async (): Promise<{ kind: WordAnswer['kind']; epoch: number }> => {
    const proved = state.phase.is === 'idle' && (await supervisor.provesStopped())
    const answer = feed({ kind: 'question', proved }).find((action) => action.do === 'answerPeer')
    return answer?.do === 'answerPeer' ? answer : { kind: 'running', epoch: state.lastEpoch }
  }

  const openWord = async () => {
    word?.close()
    const { key, ...address } = settings.word
    word = createWordServer({ ...address, key: Buffer.from(key, 'hex'), log, answer: answerPeer })
    await word.open()
  }

  const onFrame = (frame: EngineFrame): void => {
    const now = clock.now()
    switch (frame.kind) {
      case 'hello':
        feed({ kind: 'pipeEnded', why: 'the engine introduced itself twice' })
        break
      case 'settings': {
        const isWordSame = JSON.stringify(frame.settings.word) === JSON.stringify(settings.word)
        settings = frame.settings
        feed({ kind: 'timing', timing: settings.timing })
        if (!isWordSame) void openWord()
        break
      }
      case 'deadline':
        feed({
          kind: 'deadline',
          until: frame.until === null ? null : readMoment(frame.until, now),
          saidAt: readMoment(frame.said, now),
        })
        break
      case 'start':
        feed({
          kind: 'start',
          epoch: frame.epoch,
          readingAskedAt: frame.readingAsked === null ? null : readMoment(frame.readingAsked, now),
          knownWord: frame.knownWord,
        })
        break
      case 'stop':
      case 'alive':
      case 'quit':
        feed(frame)
        break
    }
  }

  const tick = () => {
    if (ticking !== null) clearTimeout(ticking)
    const { deadline, phase } = state
    const remaining =
      phase.is === 'running' && typeof deadline === 'number'
        ? Math.min(TICK_WITH_DEADLINE_MS, deadline + graceMs(state.timing) - clock.now())
        : TICK_MS
    ticking = setTimeout(
      // After the frames that wait already: a deadline renewed in time must count, however late it is read.
      () =>
        setImmediate(() => {
          feed({ kind: 'tick' })
          tick()
        }),
      Math.max(1, remaining),
    )
  }

  const prepare = async () => {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 })
    log.appendTo(path.join(folder, 'guardian.log'))
    const patienceMs = settings.timing.stopLimitMs + TAKE_OVER_MS
    const lock = await takeLock(path.join(folder, 'guardian.lock'), patienceMs, log)
    release = lock.release
    isLockOwn = lock.isOwn
    const lastEpoch = await supervisor.recover()
    feed({ kind: 'recovered', lastEpoch })
    if (isLeaving) return
    await openWord()
    sayHere()
    tell({ kind: 'ready', epoch: lastEpoch })
    setInterval(sayHere, HERE_MS)
    setInterval(() => void supervisor.refresh(), REFRESH_MS)
    tick()
  }
  return {
    feed: (input) => void feed(input),
    onFrame,
    prepare,
    isRecovering: () => state.phase.is === 'recovering',
    release: () => release(),
  }
}
