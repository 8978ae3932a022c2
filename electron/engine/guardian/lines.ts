import { StringDecoder } from 'node:string_decoder'

/** Cuts a byte stream into lines; `onTooLong` when one has no end within `maxLength` characters. */
export const createLineReader = (
  maxLength: number,
  onLine: (line: string) => void,
  onTooLong: () => void,
): ((chunk: Buffer) => void) => {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let isOver = false
  return (chunk) => {
    if (isOver) return
    rest += decoder.write(chunk)
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLength || lines.some((line) => line.length > maxLength)) {
      isOver = true
      onTooLong()
      return
    }
    for (const line of lines) onLine(line)
  }
}

/** Undefined when the line is no JSON. */
export const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
