import fs from 'node:fs'

/** The file that gathers what was run: a line for each time, the newest last. */

export interface ReportLine {
  readonly day: string
  readonly commit: string
  readonly from: number
  readonly runs: number
  readonly simulatedMs: number
  readonly faults: number
  readonly violations: readonly number[]
}

const cells = (line: ReportLine): string[] => [
  line.day,
  line.commit,
  `${line.from}-${line.from + line.runs - 1}`,
  String(line.runs),
  String(Math.round(line.simulatedMs / 3_600_000)),
  String(line.faults),
  line.violations.length === 0 ? '0' : `${line.violations.length} (seed ${line.violations[0]})`,
]

export const lineText = (line: ReportLine): string => `| ${cells(line).join(' | ')} |`

/** Goes behind the last line of the last table; the file has to be there. */
export const appendLine = (file: string, line: ReportLine): void => {
  const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n')
  const last = lines.map((text) => text.startsWith('|')).lastIndexOf(true)
  if (last === -1) throw new Error(`${file} has no table to add a line to.`)
  lines.splice(last + 1, 0, lineText(line))
  fs.writeFileSync(file, `${lines.join('\n')}\n`)
}
