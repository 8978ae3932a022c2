import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Interrupted, type Keyboard, readHidden, readShown } from './prompts.ts'

/** A terminal without its window: keys go in, what is shown comes out. */
const terminal = () => {
  const keys = new PassThrough()
  const shown = new PassThrough({ encoding: 'utf8' })
  const modes: boolean[] = []
  const keyboard = Object.assign(keys, {
    setRawMode: (mode: boolean) => {
      modes.push(mode)
      return keyboard
    },
  }) as unknown as Keyboard
  return { keyboard, shown, modes, press: (text: string) => void keys.write(text) }
}

test.each([
  ['of a secret', readHidden],
  ['of a consent', readShown],
])('Ctrl-C %s is no answer, and the terminal is as it was', async (_, read) => {
  const { keyboard, shown, modes, press } = terminal()
  const answer = read(keyboard, shown, 'Answer: ')
  press('half of it')
  press('\u0003')
  const error = await answer.catch((rejected: unknown) => rejected)
  expect(error).toBeInstanceOf(Interrupted)
  expect(error).toMatchObject({ message: 'Nothing was done.' })
  expect(modes.at(-1)).toBe(false)
  expect(String(shown.read())).toMatch(/Answer: .*\n$/s)
})

test('an answer is what was typed before Enter; a secret is not shown', async () => {
  const seen = terminal()
  const consent = readShown(seen.keyboard, seen.shown, 'Sentence: ')
  seen.press('yes, do it\r')
  expect(await consent).toBe('yes, do it')
  const hidden = terminal()
  const secret = readHidden(hidden.keyboard, hidden.shown, 'Key: ')
  hidden.press('secrex\u007ft\r')
  expect(await secret).toBe('secret')
  expect(hidden.shown.read()).toBe('Key: \n')
})

test('the end of what is typed is no consent', async () => {
  const { keyboard, shown, press } = terminal()
  const consent = readShown(keyboard, shown, 'Sentence: ')
  press('\u0004')
  await expect(consent).rejects.toBeInstanceOf(Interrupted)
})
