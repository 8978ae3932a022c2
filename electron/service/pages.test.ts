import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { darkColours, lightColours, pageStyle, stylePath } from './page-style.ts'
import {
  linkRefusedPage,
  logOnPage,
  notBuiltPage,
  notLoggedOnPage,
  startingPage,
  tooManyTriesPage,
} from './pages.ts'

const tokens = fs.readFileSync(path.join(import.meta.dirname, '../../renderer/kit/tokens.css'), 'utf8')
const [light = '', dark = ''] = tokens.split('@media (prefers-color-scheme: dark)')

test.each([
  ['light', light, lightColours],
  ['dark', dark, darkColours],
])('%s: the pages have the colours of the windows', (_name, sheet, colours) => {
  for (const [name, value] of Object.entries(colours)) {
    expect(sheet, name).toContain(`--${name}: ${value};`)
    expect(pageStyle, name).toContain(`--${name}: ${value};`)
  }
})

test('the style uses no colour that it does not name', () => {
  const used = [...pageStyle.matchAll(/var\(--([a-z-]+)\)/g)].map(([, name]) => name)
  expect(Object.keys(lightColours)).toEqual(expect.arrayContaining(used))
})

test('every page is styled by the one sheet, and holds no style or script that the policy forbids', () => {
  const pages = [
    linkRefusedPage,
    logOnPage('abc'),
    notBuiltPage,
    notLoggedOnPage,
    startingPage,
    tooManyTriesPage,
  ]
  for (const page of pages) {
    expect(page).toContain(`<link rel="stylesheet" href="${stylePath}">`)
    expect(page).not.toMatch(/<style|style=|<script>|onclick/)
  }
})
