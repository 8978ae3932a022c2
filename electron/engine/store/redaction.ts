/** Replaces registered secrets, in the forms in which they could slip into a text, by `****`. */
export interface Redactor {
  hide(secret: string): void
  redact(text: string): string
}

/** Shorter secrets are replaced as whole words only: a key "a" must not eat the log. */
const LEAST_ANYWHERE = 4

const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  ...(secret.length < LEAST_ANYWHERE
    ? []
    : [
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
        Buffer.from(secret).toString('base64url'),
        Buffer.from(secret).toString('hex'),
      ]),
]

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

export const createRedactor = (): Redactor => {
  const forms = new Set<string>()
  let pattern: RegExp | null = null
  return {
    hide: (secret) => {
      if (secret === '') return
      for (const form of formsOf(secret)) forms.add(form)
      // The longest first, so that no form leaves the rest of a longer one behind.
      const parts = [...forms]
        .sort((one, other) => other.length - one.length)
        .map((form) => (form.length < LEAST_ANYWHERE ? `(?<!\\w)${literal(form)}(?!\\w)` : literal(form)))
      pattern = new RegExp(parts.join('|'), 'g')
    },
    redact: (text) => (pattern === null ? text : text.replace(pattern, '****')),
  }
}
