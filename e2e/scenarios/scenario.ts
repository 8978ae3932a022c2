/** A scenario as it is written: what a person reads, parsed. */

/** "0:05.0" in milliseconds, or a condition that the world comes to. */
export type Cue = { readonly is: 'at'; readonly ms: number } | { readonly is: 'when'; readonly text: string }
export interface Deed {
  readonly line: number
  readonly cue: Cue
  readonly text: string
}

export interface Said {
  readonly line: number
  readonly text: string
}

export interface Scenario {
  readonly file: string
  readonly title: string
  readonly given: readonly Said[]
  readonly deeds: readonly Deed[]
  readonly untilMs: number
  readonly expects: readonly Said[]
  /** Everything above the generated part, as it is written. */
  readonly head: string
  /** The generated part as it is written; empty: none yet. */
  readonly trace: string
}

/** A fault of a text: file, line, and one sentence. */
export class TextFault extends Error {
  constructor(file: string, line: number, says: string) {
    super(`${file}:${line}: ${says}`)
  }
}

/** "1:02.5", "1:02:03", "30 d 0:00:05" */
const moment = /^(?:(\d+) d )?(?:(\d+):)?(\d+):(\d\d(?:\.\d{1,3})?)$/

export const readMoment = (text: string): number | null => {
  const [, days = '0', hours = '0', minutes, seconds] = moment.exec(text) ?? []
  if (minutes === undefined || seconds === undefined) return null
  const whole = Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60
  return Math.round((whole + Number(seconds)) * 1_000)
}

const two = (value: number): string => String(value).padStart(2, '0')

/** "0:05.000" */
export const writeMoment = (ms: number): string => {
  const rounded = Math.round(ms)
  const days = Math.floor(rounded / 86_400_000)
  const hours = Math.floor((rounded % 86_400_000) / 3_600_000)
  const minutes = Math.floor((rounded % 3_600_000) / 60_000)
  const seconds = two(Math.floor((rounded % 60_000) / 1_000))
  const rest = `${seconds}.${String(rounded % 1_000).padStart(3, '0')}`
  if (days > 0) return `${days} d ${hours}:${two(minutes)}:${rest}`
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

const words = { happened: '  What happened: ', must: '  What must happen: ' } as const
const continued = /^ {4}\S/

/**
 * Title, what happened, what must happen; then Given, At and When, Until, Expect, in this order; then the generated
 * part, from the line "Then" on. A line that is none of these is a fault.
 */
export const readScenario = (file: string, text: string): Scenario => {
  const lines = text.split('\n')
  const fault = (at: number, says: string): TextFault => new TextFault(file, at + 1, says)
  const title = lines[0] ?? ''
  if (!/^\S/.test(title)) throw fault(0, 'the first line is the title')
  let at = 1
  for (const opening of [words.happened, words.must]) {
    if (!lines[at]?.startsWith(opening)) throw fault(at, `"${opening.trim()} ..." is missing here`)
    at += 1
    while (continued.test(lines[at] ?? '')) at += 1
  }
  const given: Said[] = []
  const deeds: Deed[] = []
  const expects: Said[] = []
  let untilMs: number | null = null
  let rank = 0
  for (; at < lines.length && lines[at] !== 'Then'; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const [, word = '', rest = ''] = /^(Given|At|When|Until|Expect) {1,2}(\S.*)$/.exec(line) ?? []
    const ranks: Record<string, number> = { Given: 1, At: 2, When: 2, Until: 3, Expect: 4 }
    const own = ranks[word]
    if (own === undefined) throw fault(at, `"${line}" is no line of a scenario`)
    if (own < rank)
      throw fault(at, `"${word}" comes too late: Given, At and When, Until, Expect is the order`)
    rank = own
    const said = { line: at + 1, text: rest }
    if (word === 'Given') given.push(said)
    if (word === 'Expect') expects.push(said)
    if (word === 'Until') {
      if (untilMs !== null) throw fault(at, 'a scenario has one "Until"')
      untilMs = readMoment(rest)
      if (untilMs === null) throw fault(at, `"${rest}" is no time: 1:30 is one`)
    }
    if (word === 'At' || word === 'When') deeds.push(readDeed(word, said, fault))
  }
  if (given.length === 0) throw fault(at, 'it is not said what is given')
  if (untilMs === null) throw fault(at, '"Until" is missing')
  if (expects.length === 0) throw fault(at, 'nothing is expected')
  return {
    file,
    title,
    given,
    deeds,
    untilMs,
    expects,
    head: lines.slice(0, at).join('\n').trimEnd(),
    trace: lines.slice(at).join('\n').trimEnd(),
  }
}

const readDeed = (
  word: 'At' | 'When',
  { line, text }: Said,
  fault: (at: number, says: string) => TextFault,
): Deed => {
  const [, before, deed] = /^(.*?) {2,}(\S.*)$/.exec(text) ?? []
  if (before === undefined || deed === undefined)
    throw fault(line - 1, 'two spaces stand between the moment and what happens then')
  if (word === 'When') return { line, cue: { is: 'when', text: before }, text: deed }
  const ms = readMoment(before)
  if (ms === null) throw fault(line - 1, `"${before}" is no time: 0:05.0 is one`)
  return { line, cue: { is: 'at', ms }, text: deed }
}
