import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

const script = (program: string): string[] => ['--eval', program]
const silent = (): void => {}

test('every line is printed as it comes, and the exit code is a problem in words', async () => {
  const lines: string[] = []
  const ended = await runCommand(
    { node: script('console.log("a"); console.error("b"); process.exitCode = 3'), limitMs: 20_000 },
    (line) => lines.push(line),
  )
  expect(lines.sort()).toEqual(['a', 'b'])
  expect(ended.problem).toBe('ended with code 3')
})

test('it ends well', async () => {
  expect(await runCommand({ node: script('1'), limitMs: 20_000 }, silent)).toEqual({
    output: '',
    problem: null,
  })
})

/** Prints the pid of a child that would live for ever and holds the output open. */
const parentOfOne = (thenWhat: string): string =>
  `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'inherit' });
   console.log(child.pid); ${thenWhat}`

/** A zombie has ended: where process 1 does not collect orphans it keeps its number for ever. */
const isAlive = (pid: string): boolean => {
  try {
    const [, state = ''] = /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return state !== 'Z'
  } catch {
    return false
  }
}

test('at its limit a command ends with everything it started', async () => {
  const ended = await runCommand(
    { node: script(parentOfOne('setInterval(() => {}, 1e9)')), limitMs: 1_500 },
    silent,
  )
  expect(ended.problem).toBe('was ended after its limit of 1.5 s')
  await expect.poll(() => isAlive(ended.output)).toBe(false)
})

test('what a command forgot does not outlive it, nor keep it waiting', async () => {
  const ended = await runCommand({ node: script(parentOfOne('process.exit(0)')), limitMs: 60_000 }, silent)
  expect(ended.problem).toBeNull()
  await expect.poll(() => isAlive(ended.output)).toBe(false)
})
