import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { answerAt, readAppFiles } from './app-files.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'app-files-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
fs.mkdirSync(path.join(folder, 'assets'))
fs.writeFileSync(path.join(folder, 'index.html'), '<!doctype html>')
fs.writeFileSync(path.join(folder, 'assets/page.js'), 'page()')
fs.writeFileSync(path.join(folder, 'notes.md'), 'not for windows')
const files = readAppFiles(folder)
const statusOf = (address: string, method = 'GET'): number => answerAt(files, method, address).status

test('the page stands at the address of every window, its parts at their own', () => {
  expect(String(answerAt(files, 'GET', 'app://redundancy/').body)).toBe('<!doctype html>')
  expect(String(answerAt(files, 'GET', 'app://redundancy/administration').body)).toBe('<!doctype html>')
  const script = answerAt(files, 'GET', 'app://redundancy/assets/page.js')
  expect([script.status, script.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8'])
})

test('whatever is answered carries the policy', () => {
  for (const address of ['app://redundancy/', 'app://redundancy/nothing']) {
    expect(answerAt(files, 'GET', address).headers['content-security-policy']).toMatch(
      /^default-src 'none'; /,
    )
  }
})

test.each([
  'app://redundancy/index.html',
  'app://redundancy/notes.md',
  'app://redundancy/assets',
  'app://redundancy/assets/../assets/page.js',
  'app://redundancy/..%2f..%2fetc%2fpasswd',
  'app://redundancy/%2e%2e/%2e%2e/etc/passwd',
  'app://redundancy/assets\\page.js',
  'app://redundancy/assets/page.js?x',
  'app://redundancy//assets/page.js',
  'app://other/',
  'app://redundancy:80/',
  'app://user@redundancy/',
  'APP://redundancy/',
  'file:///etc/passwd',
  '',
])('%s is nothing', (address) => {
  expect(statusOf(address)).toBe(404)
})

test('only reading is answered', () => {
  expect(statusOf('app://redundancy/', 'POST')).toBe(404)
})
