import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Mutation } from './mutations/mutation.ts'

/** Copies of the core and the simulation with one deliberate fault each. */

const root = path.resolve(import.meta.dirname, '../..')
const parts = ['shared', 'e2e/simulation'] as const

export interface Mutant {
  readonly workerFile: URL
  remove(): void
}

const isSource = (name: string): boolean => !name.endsWith('.test.ts')

/**
 * Inside the project, so that packages are found; its own folder, so that nothing else sees the fault.
 * @throws Error when a part to replace does not stand exactly once: the rule was rewritten.
 */
export const makeMutant = (mutation: Mutation, number: number): Mutant => {
  const folder = path.join(root, '.cache/mutants', String(number))
  const remove = (): void => fs.rmSync(folder, { recursive: true, force: true })
  remove()
  for (const part of parts)
    fs.cpSync(path.join(root, part), path.join(folder, part), { recursive: true, filter: isSource })
  for (const { file, find, replace } of mutation.edits) {
    const at = path.join(folder, file)
    const text = fs.readFileSync(at, 'utf8')
    const places = text.split(find).length - 1
    if (places !== 1)
      throw new Error(
        `The mutation "${mutation.name}" looks for a part of ${file} that stands there ${places} times: adapt e2e/simulation/mutations/ to the rule as it is now.\n${find}`,
      )
    fs.writeFileSync(
      at,
      text.replace(find, () => replace),
    )
  }
  return { workerFile: pathToFileURL(path.join(folder, 'e2e/simulation/batch-worker.ts')), remove }
}
