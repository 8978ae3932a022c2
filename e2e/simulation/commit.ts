import { execFileSync } from 'node:child_process'

const git = (...words: string[]): string => execFileSync('git', words, { encoding: 'utf8' }).trim()

/** The commit the core and the simulation are of; a plus: and changes. */
export const commitNow = (): string => {
  const changed = git('status', '--porcelain', '--untracked-files=no', ':/shared', ':/e2e/simulation')
  return `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'}`
}
