import { existsSync, renameSync } from 'node:fs'

/**
 * Gives a completely written folder its final name in one step. Two processes may fetch the same
 * thing at once: the second one uses what the first put there.
 */
export const moveIntoPlace = (complete: string, home: string): void => {
  try {
    renameSync(complete, home)
  } catch (error) {
    if (!existsSync(home)) throw error
  }
}
