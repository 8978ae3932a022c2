import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'

const guardianFile = path.join(import.meta.dirname, 'guardian.ts')

test('a guardian lets go of what its parent gave it by accident, and stays', async () => {
  const guardian = spawn(process.execPath, [guardianFile], { stdio: ['pipe', 'pipe', 'inherit', 'pipe'] })
  const accident = guardian.stdio[3] as Duplex
  accident.resume()
  await once(accident, 'end')
  expect(guardian.exitCode).toBeNull()
  guardian.stdin?.end()
  const [code] = await once(guardian, 'exit')
  // Nobody introduced himself: there is nothing to guard.
  expect(code).toBe(1)
})
