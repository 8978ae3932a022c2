import fs from 'node:fs'

/** The file that gathers what was run: a line for each time, the newest last, and their sums below. */

export interface ReportLine {
  readonly day: string
  readonly commit: string
  readonly from: number
  readonly runs: number
  readonly simulatedMs: number
  readonly faults: number
  readonly violations: readonly number[]
  /** Which core was run (`core-digest.ts`). */
  readonly core: string
}

const head = [
  '| day | commit | seeds | runs | simulated hours | faults | violations | core |',
  '| --- | --- | --- | ---: | ---: | ---: | ---: | --- |',
]

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`

export const lineText = (line: ReportLine): string =>
  row([
    line.day,
    line.commit,
    `${line.from}-${line.from + line.runs - 1}`,
    line.runs,
    Math.round(line.simulatedMs / 3_600_000),
    line.faults,
    line.violations.length === 0 ? '0' : `${line.violations.length} (seed ${line.violations[0]})`,
    line.core,
  ])

const cellsOf = (text: string): string[] =>
  text
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

const isRun = ([day = '']: readonly string[]): boolean => /^\d{4}-\d\d-\d\d$/.test(day)
/** Of a line that was written before cores were named. */
const UNKNOWN_CORE = '-'

const sumOf = (name: string, runs: readonly string[][]): string => {
  const sum = (at: number): number =>
    runs.reduce((all, cells) => all + Number.parseInt(cells[at] ?? '0', 10), 0)
  return row([name, '', '', sum(3), sum(4), sum(5), sum(6), ''])
}

/** All lines, then the sum of all and of those on this core. */
export const tableOf = (lines: readonly string[], core: string): string[] => {
  const runs = lines
    .map(cellsOf)
    .filter(isRun)
    .map((cells) => (cells.length < 8 ? [...cells, UNKNOWN_CORE] : cells))
  const ofCore = runs.filter((cells) => cells[7] === core)
  return [...head, ...runs.map(row), sumOf('sum', runs), sumOf(`sum on core ${core}`, ofCore)]
}

/** The same seeds of the same core on the same commit are the same runs: said once, as they went last. */
const isSameRun = (one: string, other: string): boolean => {
  const [, ...rest] = cellsOf(one)
  const [, ...again] = cellsOf(other)
  return [0, 1, 2, 6].every((at) => rest[at] === again[at])
}

/** Goes behind the last line of the last table, and the sums are made anew; the file has to be there. */
export const appendLine = (file: string, line: ReportLine): void => {
  const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n')
  const isTable = lines.map((text) => text.startsWith('|'))
  const last = isTable.lastIndexOf(true)
  if (last === -1) throw new Error(`${file} has no table to add a line to.`)
  const first = isTable.lastIndexOf(false, last) + 1
  const text = lineText(line)
  const earlier = lines.slice(first, last + 1).filter((one) => !isSameRun(one, text))
  const table = tableOf([...earlier, text], line.core)
  lines.splice(first, last + 1 - first, ...table)
  fs.writeFileSync(file, `${lines.join('\n')}\n`)
}
