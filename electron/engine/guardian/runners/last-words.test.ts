import { expect, it } from 'vitest'
import { lastWordsIn } from './last-words.ts'

const ofNode = `/opt/pbx/sip.js:3
throw new Error('no dial tone')
^

Error: no dial tone
    at Object.<anonymous> (/opt/pbx/sip.js:3:7)
    at node:internal/main/run_main_module:36:49 {
  code: 'ENOTONE'
}

Node.js v20.20.2
`

it.each([
  ['a trace of Node.js', ofNode, 'Error: no dial tone'],
  [
    'one of Python',
    'Traceback:\n  File "x", line 1\nOSError: [Errno 98] in use\n',
    'OSError: [Errno 98] in use',
  ],
  ['one line', 'no dial tone\n', 'no dial tone'],
  ['nothing that is not indented', '  no tone\n\n', 'no tone'],
  ['nothing', '', ''],
])('%s', (_, text, says) => expect(lastWordsIn(text)).toBe(says))
