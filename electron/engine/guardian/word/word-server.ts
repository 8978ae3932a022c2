import { randomBytes } from 'node:crypto'
import net from 'node:net'
import type { Epoch } from '../../../../shared/domain/epoch.ts'
import { otherRole, type Role } from '../../../../shared/domain/roles.ts'
import { monotonicMs } from '../../clock.ts'
import type { Log } from '../../ports.ts'
import { createLineReader, parseJson } from '../lines.ts'
import {
  isSameProof,
  MAX_WORD_LENGTH,
  proveAnswer,
  proveQuestion,
  type WordAnswer,
  wordQuestion,
} from './word.ts'

export interface WordServerOptions {
  readonly ownAddress: string
  readonly peerAddress: string
  readonly port: number
  readonly role: Role
  readonly key: Buffer
  readonly log: Log
  /** Asked only for a proved question; the answer is sent as it is. */
  readonly answer: () => Promise<{ kind: WordAnswer['kind']; epoch: Epoch }>
}

export interface WordServer {
  /** Resolves after the first attempt to listen, whatever it brought; attempts go on. */
  open(): Promise<void>
  /** Why it cannot listen, in one sentence; empty while it does. */
  problem(): string
  close(): void
}

const CONVERSATION_MS = 2_000
const MAX_CONVERSATIONS = 8
const MAX_CONVERSATIONS_PER_SECOND = 40
const LISTEN_AGAIN_MS = 500
/** Between two log lines about questions without a right proof. */
const COMPLAIN_MS = 10_000

/** Lets `most` a second through. */
const createRateLimit = (most: number): (() => boolean) => {
  let second = 0
  let count = 0
  return () => {
    const now = Math.floor(monotonicMs() / 1000)
    count = now === second ? count + 1 : 1
    second = now
    return count <= most
  }
}

const listenProblem = (
  { code, message }: NodeJS.ErrnoException,
  { ownAddress, port }: WordServerOptions,
): string => {
  const cause = code === 'EADDRINUSE' ? 'another program uses the port' : message
  return `The guardian cannot listen on ${ownAddress}:${port} (${cause}): the other system's take-over waits its full time. It is tried again.`
}

export const createWordServer = (options: WordServerOptions): WordServer => {
  const { key, role, log } = options
  const isWithinRate = createRateLimit(MAX_CONVERSATIONS_PER_SECOND)
  const sockets = new Set<net.Socket>()
  let complainedAt = Number.NEGATIVE_INFINITY
  let lastProblem = ''
  let timer: NodeJS.Timeout | null = null
  let isClosed = false

  const complain = (address: string | undefined) => {
    if (monotonicMs() - complainedAt < COMPLAIN_MS) return
    complainedAt = monotonicMs()
    log.warn(
      `A question for the guardian's word from ${address ?? 'nowhere'} did not prove the Redundancy Key: see that both systems have the same one.`,
    )
  }

  const converse = (socket: net.Socket) => {
    const answeringNonce = randomBytes(16).toString('hex')
    let isAsked = false
    const onQuestion = async (line: string) => {
      const question = wordQuestion.safeParse(parseJson(line))
      // One question a conversation; whoever says anything else hears nothing.
      if (isAsked || !question.success) return void socket.destroy()
      isAsked = true
      const context = {
        key,
        answering: role,
        asking: otherRole(role),
        answeringNonce,
        askingNonce: question.data.nonce,
      }
      if (!isSameProof(question.data.mac, proveQuestion(context))) {
        complain(socket.remoteAddress)
        return void socket.destroy()
      }
      const { kind, epoch } = await options.answer()
      const answer: WordAnswer = { kind, epoch, mac: proveAnswer(context, kind, epoch) }
      socket.end(`${JSON.stringify(answer)}\n`)
    }
    socket.on(
      'data',
      createLineReader(
        MAX_WORD_LENGTH,
        (line) => void onQuestion(line),
        () => socket.destroy(),
      ),
    )
    socket.write(`${JSON.stringify({ nonce: answeringNonce })}\n`)
  }

  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    const isWelcome =
      socket.remoteAddress === options.peerAddress && sockets.size < MAX_CONVERSATIONS && isWithinRate()
    if (!isWelcome) return void socket.destroy()
    sockets.add(socket)
    const limit = setTimeout(() => socket.destroy(), CONVERSATION_MS)
    socket.once('close', () => {
      clearTimeout(limit)
      sockets.delete(socket)
    })
    converse(socket)
  })

  const listen = () => server.listen({ host: options.ownAddress, port: options.port, exclusive: true })

  return {
    open: () =>
      new Promise((resolve) => {
        server.on('error', (error: NodeJS.ErrnoException) => {
          const problem = listenProblem(error, options)
          if (problem !== lastProblem) log.warn(problem)
          lastProblem = problem
          if (!isClosed) timer = setTimeout(listen, LISTEN_AGAIN_MS)
          resolve()
        })
        server.on('listening', () => {
          if (lastProblem !== '') log.info(`The guardian listens on ${options.ownAddress}:${options.port}.`)
          lastProblem = ''
          resolve()
        })
        listen()
      }),
    problem: () => lastProblem,
    close: () => {
      isClosed = true
      if (timer !== null) clearTimeout(timer)
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
