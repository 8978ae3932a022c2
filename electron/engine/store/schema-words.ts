import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** `services[0].runner.kind`, as a person finds it in the file. */
export const fieldPath = (path: readonly PropertyKey[]): string => {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
  return text === '' ? 'the file as a whole' : text
}

const kinds: Record<string, string> = {
  string: 'a text in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in square brackets',
  object: 'a group in curly brackets',
}

const unitOf = (origin: string): string => {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}

const isMissing = (issue: Issue): boolean => 'input' in issue && issue.input === undefined

/** A choice between kinds: the issue names the field that tells them apart, but not its value. */
const unionFault = (issue: Extract<Issue, { code: 'invalid_union' }>): string => {
  if ('options' in issue && Array.isArray(issue.options)) return `must be ${issue.options.join(' or ')}`
  return isMissing(issue) ? 'is missing' : 'is not of any allowed form'
}

/** Sentences are told from what is said of them. */
const wordsOf = (values: readonly unknown[]): string => {
  const words = values.map(String)
  const areSentences = words.some((word) => word.includes(' '))
  return areSentences ? `${words.map((word) => `"${word}"`).join(' or ')}, word for word` : words.join(' or ')
}

/** What is wrong with one field, as the end of a sentence that begins with the field; the value is never quoted. */
const faultOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(issue) ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'unrecognized_keys':
      return `has the unknown ${issue.keys.length === 1 ? 'name' : 'names'} ${issue.keys.join(', ')}`
    case 'invalid_value':
      return isMissing(issue) ? 'is missing' : `must be ${wordsOf(issue.values)}`
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_format':
      return issue.format === 'url' ? 'must be a web address (URL)' : `must be of the form: ${issue.message}`
    case 'invalid_union':
      return unionFault(issue)
    default:
      return `is not valid: ${issue.message}`
  }
}

/** One sentence per fault: `<file>: <field> <what is wrong>.` `parse` must be called with `reportInput`. */
export const schemaFaults = (file: string, error: z.ZodError): string[] =>
  error.issues.map((issue) => `${file}: ${fieldPath(issue.path)} ${faultOf(issue)}.`)
