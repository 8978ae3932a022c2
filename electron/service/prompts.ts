import readline from 'node:readline'
import type { ReadStream } from 'node:tty'

/** Questions on a terminal; Ctrl-C at one of them ends the command before anything is done. */

/** Ctrl-C, with what became of the command. */
export class Interrupted extends Error {}

const nothingWasDone = (): Interrupted => new Interrupted('Nothing was done.')

export type Keyboard = Pick<ReadStream, 'setRawMode' | 'setEncoding' | 'on' | 'off' | 'pause' | 'resume'> &
  NodeJS.ReadableStream
type Screen = NodeJS.WritableStream

/** Raw mode, so that the terminal shows nothing of what is typed; Ctrl-D ends it like Enter. */
export const readHidden = (keyboard: Keyboard, screen: Screen, prompt: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let typed = ''
    const end = (): void => {
      keyboard.off('data', take)
      keyboard.setRawMode(false)
      keyboard.pause()
      screen.write('\n')
    }
    const take = (text: string): void => {
      for (const character of text) {
        if (character === '\u0003') {
          end()
          reject(nothingWasDone())
          return
        }
        if (character === '\r' || character === '\n' || character === '\u0004') {
          end()
          resolve(typed)
          return
        }
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character
      }
    }
    keyboard.setRawMode(true)
    screen.write(prompt)
    keyboard.setEncoding('utf8')
    keyboard.on('data', take)
    keyboard.resume()
  })

/** Ctrl-D, the end of what is typed, is no answer either. */
export const readShown = (keyboard: Keyboard, screen: Screen, prompt: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const lines = readline.createInterface({ input: keyboard, output: screen, terminal: true })
    lines.question(prompt, (line) => {
      resolve(line)
      lines.close()
    })
    lines.on('close', () => {
      // Without effect after an answer.
      reject(nothingWasDone())
      screen.write('\n')
    })
  })
