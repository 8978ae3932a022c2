import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { inheritedOf } from './inherited.ts'

test('a guardian lets go of what its engine left open for it', async () => {
  const guardian = spawn(process.execPath, [path.join(import.meta.dirname, 'guardian.ts')], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void guardian.kill('SIGKILL'))
  // As a helper process of a killed app: it learns of the end by its socket's.
  for (const socket of guardian.stdio.slice(3)) {
    socket?.on('data', () => {})
    if (socket !== null && socket !== undefined) await once(socket, 'end')
  }
  expect(guardian.exitCode).toBeNull()
  // And it still hears its engine: without an introduction that is its end.
  guardian.stdin.end()
  expect(await once(guardian, 'exit')).toEqual([1, null])
})

test('its own pipes and event queues, and the standard streams, stay', () => {
  const own = [
    [0, 'socket:[1]'],
    [1, 'pipe:[2]'],
    [2, '/dev/pts/0'],
    [3, 'anon_inode:[eventpoll]'],
    [4, 'pipe:[3]'],
    [5, 'pipe:[4]'],
    [6, '/dev/null'],
    [7, 'socket:[5]'],
    [8, '/usr/lib/app/resources.pak'],
  ] as const
  expect(inheritedOf(own, new Set(['pipe:[4]', 'pipe:[2]']))).toEqual([5, 7, 8])
})
