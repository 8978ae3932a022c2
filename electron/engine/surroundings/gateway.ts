import { spawn } from 'node:child_process'
import net from 'node:net'
import { type Limit, withinLimit } from '../services/finding.ts'

/** A port that hardly anybody serves: its refusal is an answer too. */
const DISCARD_PORT = 9

/** A connection that is taken or refused comes from a living machine; anything else says nothing. */
const answersTcp = (host: string, limit: Limit): Promise<boolean> =>
  withinLimit(limit, false, (finish) => {
    const socket = net.connect({ host, port: DISCARD_PORT })
    socket.on('connect', () => finish(true))
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ECONNREFUSED'))
    return () => socket.destroy()
  })

/** The system's ping, for a gateway that drops what it does not serve; without the program, no answer. */
const answersPing = (host: string, limit: Limit): Promise<boolean> =>
  withinLimit(limit, false, (finish) => {
    const child = spawn('ping', ['-n', '-q', '-c', '1', host], { stdio: 'ignore' })
    child.on('error', () => finish(false))
    child.on('exit', (code) => finish(code === 0))
    return () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    }
  })

/** Asks both ways at once: a gateway seldom serves a port, and seldom drops both. */
export const gatewayAnswers = (host: string, limit: Limit): Promise<boolean> =>
  new Promise((resolve) => {
    const ending = new AbortController()
    limit.signal.addEventListener('abort', () => ending.abort(), { once: true })
    const asked = [answersTcp, answersPing].map(async (ask) => {
      const isAnswered = await ask(host, { ...limit, signal: ending.signal })
      if (!isAnswered) return
      resolve(true)
      ending.abort()
    })
    void Promise.allSettled(asked).then(() => resolve(false))
  })
