/** What a service that ended says of why: the last line of its error output that tells something. */

const LONGEST_LINE = 512

/** Indented lines are the traces of the line before; a runtime's version tells nothing of the service. */
const tells = (line: string): boolean =>
  /^\S/.test(line) && /[\p{L}\d]/u.test(line) && !/^Node\.js v\d/.test(line)

export const lastWordsIn = (text: string): string => {
  const lines = text.split('\n').map((line) => line.trimEnd())
  const last = lines.filter(tells).at(-1) ?? lines.filter((line) => line !== '').at(-1) ?? ''
  return last.trim().slice(0, LONGEST_LINE)
}
