import { expect, test } from 'vitest'
import { unknownOption } from './unknown-option.ts'

test.each([
  [['electron', '--inspect=0', '-r', 'x', '.', '--data', '/srv/a']],
  [['app', '--no-sandbox', '--data=/srv/a', '--ozone-platform=x11']],
  [['app', '--remote-debugging-port=0', '-e', 'code', '/srv/dta', '--']],
])('%j are known', (words) => {
  expect(unknownOption(words)).toBe(null)
})

test.each([
  [['app', '--dta', '/srv/a'], '--dta'],
  [['app', '--no-sandbox', '--date=/srv/a'], '--date'],
  [['app', '-data', '/srv/a'], '-data'],
  [['app', '---data', '/srv/a'], '---data'],
  [['app', '--DATA', '/srv/a'], '--DATA'],
])('%j is near to one', (words, word) => {
  expect(unknownOption(words)).toBe(`There is no option ${word}: did you mean --data?`)
})

test.each([['--folder=/srv/a'], ['--help']])('%s is refused', (word) => {
  const [name] = word.split('=')
  expect(unknownOption(['app', word])).toBe(
    `There is no option ${name}: the app takes --data FOLDER (docs/desktop.md).`,
  )
})
