import { parseArgs } from 'node:util'
import { recordOutcomes } from '../../shared/contract/record.ts'
import { isNoWindow, LEAST_HOLD_MS, MOST_HOLD_MS } from '../../shared/contract/rehearsal.ts'
import { type ClockWindow, isLongWindow } from '../../shared/contract/rehearsal-window.ts'
import { ipv4 } from '../../shared/contract/settings.ts'
import { acts } from '../../shared/core/step-types.ts'
import { rehearsalLabels } from '../../shared/domain/labels.ts'
import { momentOf } from './moment.ts'

/** The words after a command, checked before anything is done. */
export interface Choices {
  readonly data?: string
  readonly address?: string
  readonly port?: number
  readonly renderer?: string
  readonly json: boolean
  readonly wait: boolean
  readonly role?: 'primary' | 'secondary'
  readonly primary?: string
  readonly secondary?: string
  readonly lineSwitch?: string
  readonly keyFile?: string
  readonly consent?: string
  /** Of the record; null: as many as the command shows by itself. */
  readonly limit: number | null
  readonly from?: number
  readonly to?: number
  readonly act?: string
  readonly outcome?: string
  readonly person?: string
  readonly text?: string
  readonly out?: string
  readonly minutes?: number
  /** Of a rehearsal. */
  readonly at?: string
  readonly between?: ClockWindow
  readonly holdMs?: number
  readonly cancel: boolean
  /** The command's one word. */
  readonly word?: string
}

type Options = Record<string, { type: 'string' | 'boolean'; short?: string }>

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

/** Without an A/B switch its address is empty. */
const mayBeEmpty = new Set(['line-switch'])

interface Usage {
  readonly options: Options
  /** Options that must be there. */
  readonly required: readonly string[]
  /** The name of its one word, if it takes one. */
  readonly word: string | null
  readonly wordIs: 'needed' | 'optional'
}

const usage = (
  options: Options = {},
  required: readonly string[] = [],
  word: string | null = null,
  wordIs: Usage['wordIs'] = 'needed',
): Usage => ({
  options: { data: text, ...options },
  required,
  word,
  wordIs,
})

const usages: Readonly<Record<string, Usage>> = {
  serve: usage({ address: text, port: text, renderer: text }),
  link: usage(),
  doctor: usage({ json: flag }),
  status: usage({ json: flag }),
  enable: usage({ role: text, primary: text, secondary: text, 'line-switch': text, 'key-file': text }, [
    'role',
    'primary',
    'secondary',
  ]),
  disable: usage(),
  'switch-over': usage({ wait: flag }),
  force: usage({ wait: flag, consent: text }),
  'declare-other-off': usage({ consent: text }),
  'acknowledge-dual-control': usage(),
  lines: usage({}, [], 'back'),
  arm: usage(),
  disarm: usage(),
  'confirm-deletions': usage({}, [], 'SET'),
  'accept-certificate': usage({ consent: text }),
  maintenance: usage({ minutes: text }, [], 'start or end'),
  rehearse: usage(
    { at: text, between: text, hold: text, cancel: flag, wait: flag, json: flag },
    [],
    'results',
    'optional',
  ),
  record: usage(
    {
      limit: { type: 'string', short: 'n' },
      from: text,
      to: text,
      act: text,
      outcome: text,
      person: text,
      text,
      out: text,
      json: flag,
    },
    [],
    'verify',
    'optional',
  ),
}

type Read =
  | { readonly ok: true; readonly choices: Choices }
  | { readonly ok: false; readonly message: string }

const wrong = (message: string): Read => ({ ok: false, message: `${message} See "redundancy help".` })

/** A whole number between, or null. */
const wholeNumber = (value: string, least: number, most: number): number | null => {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN
  return number >= least && number <= most ? number : null
}

type Values = Readonly<Record<string, string | boolean | undefined>>

const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

const spanOf = (values: Values): { readonly from: number | undefined; readonly to: number | undefined } => ({
  from: momentOf(textOf(values, 'from') ?? '')?.from,
  to: momentOf(textOf(values, 'to') ?? '')?.to,
})

const check = (values: Values): string | null => {
  const role = textOf(values, 'role')
  if (role !== undefined && role !== 'primary' && role !== 'secondary')
    return '--role is primary or secondary.'
  for (const name of ['primary', 'secondary', 'line-switch']) {
    const value = textOf(values, name)
    if (value === undefined || (name === 'line-switch' && value === '')) continue
    if (!ipv4.safeParse(value).success) return `--${name} must be an IPv4 address such as 10.10.1.20.`
  }
  const port = textOf(values, 'port')
  if (port !== undefined && wholeNumber(port, 0, 65_535) === null)
    return '--port is a number from 0 to 65535.'
  const limit = textOf(values, 'limit')
  if (limit !== undefined && wholeNumber(limit, 1, 100_000) === null)
    return '-n is a number from 1 to 100000.'
  const minutes = textOf(values, 'minutes')
  if (minutes !== undefined && wholeNumber(minutes, 1, 10_080) === null)
    return '--minutes is a number from 1 to 10080.'
  for (const name of ['from', 'to']) {
    const value = textOf(values, name)
    if (value !== undefined && momentOf(value) === null)
      return `--${name} is a day such as 2026-11-22, or a moment such as "2026-11-22 14:30" or "2026-11-22 14:30:05".`
  }
  const { from = 0, to = Number.POSITIVE_INFINITY } = spanOf(values)
  if (from > to) return '--from is later than --to.'
  const act = textOf(values, 'act')
  if (act !== undefined && !acts.some((one) => one === act)) return `--act is one of ${acts.join(', ')}.`
  const outcome = textOf(values, 'outcome')
  if (outcome !== undefined && !recordOutcomes.some((one) => one === outcome))
    return `--outcome is one of ${recordOutcomes.join(', ')}.`
  return null
}

const maintenanceFault = (word: string | undefined, { minutes }: Values): string | null => {
  if (word !== 'start' && word !== 'end') return `"${word}" is neither start nor end.`
  if (word === 'start') return minutes === undefined ? 'start needs --minutes.' : null
  return minutes === undefined ? null : 'end takes no --minutes.'
}

/** What it judges again is the whole record. */
const recordFault = (word: string | undefined, values: Values): string | null =>
  word === 'verify' && Object.keys(values).some((name) => name !== 'data')
    ? 'verify takes no option but --data.'
    : null

const isClockTime = (value: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(value)

const windowOf = (value: string | undefined): ClockWindow | undefined => {
  const [from = '', to = '', ...more] = (value ?? '').split('-')
  const isWindow = isClockTime(from) && isClockTime(to) && !isNoWindow({ from, to })
  return isWindow && more.length === 0 ? { from, to } : undefined
}

/** "30s", "2m", or seconds. */
const holdOf = (value: string | undefined): number | undefined => {
  const [, number, unit] = /^(\d{1,4})(s|m)?$/.exec(value ?? '') ?? []
  const ms = Number(number) * (unit === 'm' ? 60_000 : 1_000)
  return ms >= LEAST_HOLD_MS && ms <= MOST_HOLD_MS ? ms : undefined
}

const rehearseFault = (word: string | undefined, values: Values): string | null => {
  const { at, between, hold, cancel, wait, json } = values
  const isOther = [at, between, hold, wait].some((value) => value !== undefined)
  if (word === 'results') return isOther || cancel === true ? 'results takes --json only.' : null
  if (json === true) return '--json is for results.'
  if (cancel === true) return isOther ? '--cancel takes no other option.' : null
  if (at !== undefined && between !== undefined) return 'either --at or --between.'
  if (at !== undefined && !isClockTime(String(at))) return '--at is a time of day such as 02:30.'
  const window = windowOf(textOf(values, 'between'))
  if (between !== undefined && window === undefined)
    return '--between is a window such as 02:00-04:00, which begins and ends at different times.'
  if (window !== undefined && isLongWindow(window)) return rehearsalLabels.windowTooLong(window)
  if (hold !== undefined && holdOf(textOf(values, 'hold')) === undefined)
    return '--hold is a time such as 30s or 2m, from 5s to 60m.'
  return null
}

const faultOf = (command: string, word: string | undefined, values: Values): string | null => {
  if (command === 'lines' && word !== 'back') return `"${word}" is not back.`
  if (command === 'maintenance') return maintenanceFault(word, values)
  if (command === 'record') return recordFault(word, values)
  return command === 'rehearse' ? rehearseFault(word, values) : null
}

const choicesOf = (values: Values, word: string | undefined): Choices => {
  const role = textOf(values, 'role')
  const port = textOf(values, 'port')
  const limit = textOf(values, 'limit')
  const minutes = textOf(values, 'minutes')
  const entries = {
    data: textOf(values, 'data'),
    address: textOf(values, 'address'),
    port: port === undefined ? undefined : Number(port),
    renderer: textOf(values, 'renderer'),
    json: values.json === true,
    wait: values.wait === true,
    role: role === 'primary' || role === 'secondary' ? role : undefined,
    primary: textOf(values, 'primary'),
    secondary: textOf(values, 'secondary'),
    lineSwitch: textOf(values, 'line-switch'),
    keyFile: textOf(values, 'key-file'),
    consent: textOf(values, 'consent'),
    limit: limit === undefined ? null : Number(limit),
    minutes: minutes === undefined ? undefined : Number(minutes),
    at: textOf(values, 'at'),
    between: windowOf(textOf(values, 'between')),
    holdMs: holdOf(textOf(values, 'hold')),
    cancel: values.cancel === true,
    ...spanOf(values),
    act: textOf(values, 'act'),
    outcome: textOf(values, 'outcome'),
    person: textOf(values, 'person'),
    text: textOf(values, 'text'),
    out: textOf(values, 'out'),
    word,
  }
  return Object.fromEntries(
    Object.entries(entries).filter(([, value]) => value !== undefined),
  ) as unknown as Choices
}

interface Words {
  readonly values: Values
  readonly words: readonly string[]
}

/** Node finds the options; what is wrong with one is said in our words, with the name as it was typed. */
const readWords = (options: Options, rest: readonly string[]): Words | string => {
  const { tokens } = parseArgs({
    args: [...rest],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const values: Record<string, string | boolean> = {}
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue = false } = token
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (option === undefined) return `there is no option ${rawName}.`
    if (Object.hasOwn(values, name)) return `${rawName} is given twice.`
    if (option.type === 'boolean') {
      if (inlineValue) return `${rawName} takes no value.`
      values[name] = true
      continue
    }
    // The next option is no value, unless it was meant to be one.
    const isGiven = value !== undefined && (inlineValue || !value.startsWith('--'))
    if (!isGiven || (value === '' && !mayBeEmpty.has(name))) return `${rawName} needs a value.`
    values[name] = value
  }
  return { values, words }
}

/** Every command, as it is typed. */
export const commandNames: readonly string[] = Object.keys(usages)

export const readChoices = (command: string, rest: readonly string[]): Read => {
  if (command.startsWith('-'))
    return wrong(`The command comes first, then its options: "${command}" is none.`)
  const known = Object.hasOwn(usages, command) ? usages[command] : undefined
  if (known === undefined) return wrong(`There is no command "${command}".`)
  const read = readWords(known.options, rest)
  if (typeof read === 'string') return wrong(`${command}: ${read}`)
  const { values, words } = read
  const expected = known.word === null ? 0 : 1
  if (words.length > expected) return wrong(`${command}: "${words[expected]}" is not expected.`)
  if ((words[0] ?? '') === '' && expected > 0 && known.wordIs === 'needed')
    return wrong(`${command} needs ${known.word}.`)
  if (known.wordIs === 'optional' && words[0] !== undefined && words[0] !== known.word)
    return wrong(`${command}: "${words[0]}" is not expected.`)
  const missing = known.required.find((name) => values[name] === undefined)
  if (missing !== undefined) return wrong(`${command} needs --${missing}.`)
  const fault = check(values) ?? faultOf(command, words[0], values)
  if (fault !== null) return wrong(`${command}: ${fault}`)
  return { ok: true, choices: choicesOf(values, words[0]) }
}
