/** Which words the app takes. A mistyped option would else start it on the usual data folder without a word. */

const own = ['data']

/** Chromium's, Electron's and Node's own that somebody who runs this app has a use for. */
const runtimes = [
  ...['class', 'display', 'lang', 'no-sandbox', 'disable-setuid-sandbox', 'disable-dev-shm-usage'],
  ...[
    'disable-gpu',
    'disable-gpu-sandbox',
    'disable-software-rasterizer',
    'in-process-gpu',
    'use-gl',
    'use-angle',
  ],
  ...['ozone-platform', 'ozone-platform-hint', 'enable-wayland-ime', 'gtk-version', 'password-store'],
  ...[
    'force-device-scale-factor',
    'high-dpi-support',
    'force-dark-mode',
    'force-high-contrast',
    'touch-events',
  ],
  ...['force-renderer-accessibility', 'enable-features', 'disable-features', 'js-flags', 'trace-warnings'],
  ...['enable-logging', 'log-file', 'log-level', 'v', 'vmodule', 'inspect', 'inspect-brk', 'inspect-port'],
  ...['remote-debugging-port', 'remote-debugging-pipe', 'original-process-start-time'],
]

/** How many letters have to be put in, taken out or changed. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1]
    for (const [at, other] of [...to].entries()) {
      const change = (row[at] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(change, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

const nearTo = (name: string): string | undefined => own.find((one) => distance(name.toLowerCase(), one) <= 2)

/** One sentence about the first option that is none, or null. */
export const unknownOption = (words: readonly string[]): string | null => {
  for (const word of words) {
    const [, dashes, name] = /^(-+)([^=]+)/.exec(word) ?? []
    if (dashes === undefined || name === undefined) continue
    const isLong = dashes === '--'
    if (isLong && [...own, ...runtimes].includes(name)) continue
    const near = name.length > 2 ? nearTo(name) : undefined
    if (near !== undefined) return `There is no option ${dashes}${name}: did you mean --${near}?`
    if (isLong) return `There is no option --${name}: the app takes --data FOLDER (docs/desktop.md).`
  }
  return null
}
