import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { findMembers, identify, isAlive, MARK_VARIABLE, signalProcess } from './process-table.ts'

const children: ChildProcess[] = []
const sleeper = (env: NodeJS.ProcessEnv = {}) => {
  const child = spawn('sleep', ['1000'], { env: { ...process.env, ...env }, detached: true, stdio: 'ignore' })
  children.push(child)
  return { child, identity: identify(child.pid ?? 0) }
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

it('tells a process from a later one with its number', () => {
  const { child, identity } = sleeper()
  expect(isAlive(identity)).toBe(true)
  const earlier = { ...identity, startTime: (identity.startTime ?? 0) - 1 }
  expect(isAlive(earlier)).toBe(false)
  expect(signalProcess(earlier, 'SIGKILL')).toBe(false)
  expect(child.killed).toBe(false)
  expect(isAlive(identity)).toBe(true)
})

it('does not count a body that waits to be collected', async () => {
  const { child, identity } = sleeper()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  expect(signalProcess(identity, 'SIGKILL')).toBe(true)
  await ended
  expect(isAlive(identity)).toBe(false)
})

it('finds the processes of a mark by token and by session, and no others', async () => {
  const token = randomBytes(16).toString('hex')
  const marked = sleeper({ [MARK_VARIABLE]: `pbx-${token}` })
  const leader = sleeper()
  const stranger = sleeper()
  await Promise.all([marked, leader, stranger].map(({ child }) => child.pid))
  const pidsOf = (notBefore: number) =>
    findMembers([
      { token, leader: null, notBefore },
      { token: 'none', leader: leader.identity, notBefore },
      { token: 'none', leader: { ...leader.identity, startTime: 1 }, notBefore },
    ]).map((members) => members.map(({ pid }) => pid))
  expect(pidsOf(0)).toEqual([[marked.child.pid], [leader.child.pid], []])
  expect(pidsOf((stranger.identity.startTime ?? 0) + 1_000)).toEqual([[], [], []])
})
