import { DEFAULT_DATA_FOLDER } from './engine/store/data-folder.ts'
import { unknownOption } from './unknown-option.ts'

/** `--data FOLDER` or `--data=FOLDER` among the words the app was started with; the last one counts. */
export const dataChoice = (
  words: readonly string[],
): { readonly ok: true; readonly folder: string } | { readonly ok: false; readonly message: string } => {
  const unknown = unknownOption(words)
  if (unknown !== null) return { ok: false, message: unknown }
  let folder = DEFAULT_DATA_FOLDER
  for (const [at, word] of words.entries()) {
    const value =
      word === '--data' ? (words[at + 1] ?? '') : word.startsWith('--data=') ? word.slice(7) : null
    if (value === null) continue
    if (value === '' || value.startsWith('-')) return { ok: false, message: '--data needs a folder.' }
    folder = value
  }
  return { ok: true, folder }
}
