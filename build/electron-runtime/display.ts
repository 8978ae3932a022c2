import { spawn } from 'node:child_process'
import { Socket } from 'node:net'

export interface Display {
  /** For the environment variable DISPLAY. */
  readonly display: string
  readonly end: () => Promise<void>
}

/**
 * An X server without a screen, on a number that was free. It asks for no cookie: every user of this
 * machine may draw on it and read it, which a test that starts the app as somebody else needs.
 * @throws Error with one sentence when Xvfb does not start.
 */
export const startDisplay = (size = '1280x1024'): Promise<Display> =>
  new Promise((started, reject) => {
    const args = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset']
    const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
    const kill = (): void => void server.kill('SIGKILL')
    process.once('exit', kill)
    const gone = new Promise<void>((ended) => server.once('close', () => ended()))
    const end = async (): Promise<void> => {
      server.kill('SIGTERM')
      const late = setTimeout(kill, 5_000)
      await gone
      clearTimeout(late)
      process.off('exit', kill)
    }
    let why = ''
    server.stderr?.on('data', (data) => {
      const telling = String(data)
        .split('\n')
        .find((line) => /[a-z]{3}/i.test(line))
      why = why || telling || ''
    })
    server.once('error', (error) => {
      why = error.message
    })
    const limit = setTimeout(() => {
      why = 'it gave no display number within 20 s'
      kill()
    }, 20_000)
    void gone.then(() => {
      clearTimeout(limit)
      process.off('exit', kill)
      const remedy = 'Install it (Debian: apt-get install xvfb) or use a real display.'
      reject(new Error(`Xvfb did not start: ${why || 'it ended by itself'}. ${remedy}`))
    })
    let number = ''
    server.stdio[3]?.on('data', (data) => {
      number += data
      if (!number.endsWith('\n')) return
      clearTimeout(limit)
      // Whoever forgets to end it is not kept alive by it, and takes it along.
      server.unref()
      for (const pipe of [server.stderr, server.stdio[3]]) if (pipe instanceof Socket) pipe.unref()
      started({ display: `:${number.trim()}`, end })
    })
  })
