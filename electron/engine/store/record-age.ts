import fs from 'node:fs'
import path from 'node:path'
import { causeOf } from './fault.ts'
import { isBefore, monthFiles } from './record-files.ts'

/** How long the record is kept: every decision for a year at least. */

const aYearBefore = (month: string): string => {
  const [year = '', rest = ''] = month.split('-')
  return `${String(Number(year) - 1).padStart(4, '0')}-${rest}`
}

/**
 * Counted from the last month that has ended in the record itself, not from the clock alone: one that jumped
 * years ahead must not throw the record away.
 */
export const isOver = (month: string, months: readonly string[], now: string): boolean => {
  const ended = months.filter((one) => isBefore(one, now)).at(-1)
  return ended !== undefined && isBefore(month, aYearBefore(ended))
}

/** Removes the months that are over, and says what was removed: a sentence each. */
export const removeOldMonths = (folder: string, now: string): string[] => {
  const months = monthFiles(folder).map((name) => path.basename(name, '.jsonl'))
  return months
    .filter((month) => isOver(month, months, now))
    .map((month) => {
      const file = path.join(folder, `${month}.jsonl`)
      try {
        fs.unlinkSync(file)
        return `The decisions of ${month} are over a year old: ${file} was removed.`
      } catch (error) {
        return `The decisions of ${month} are over a year old, but ${file} could not be removed: ${causeOf(error)}.`
      }
    })
}
