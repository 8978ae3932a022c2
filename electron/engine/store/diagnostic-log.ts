import fs from 'node:fs'
import path from 'node:path'
import type { Log } from '../ports.ts'
import { writeFully } from './atomic-file.ts'
import { createRedactor } from './redaction.ts'

/**
 * `log/engine.log`: one line per entry, `2025-03-01T14:02:11.031+01:00 warn text`, rotated by size to
 * `engine.1.log` (newest) ... `engine.4.log`. It never fails its caller: what could not be written is
 * counted and said as soon as writing works again. A line stands there whole or not at all.
 */
export interface DiagnosticLog extends Log {
  /** From now on this text is replaced by `****` in every line. */
  hide(secret: string): void
  close(): void
}

const MOST_FILES = 5
const MOST_LINE = 8 * 1024
const NEW_LINE = 0x0a

export const localIso = (wallMs: number): string => {
  const date = new Date(wallMs)
  const east = -date.getTimezoneOffset()
  const two = (value: number): string => String(Math.abs(value)).padStart(2, '0')
  const local = new Date(wallMs + east * 60_000).toISOString().slice(0, -1)
  return `${local}${east < 0 ? '-' : '+'}${two(Math.trunc(east / 60))}:${two(east % 60)}`
}

/** Control characters could forge a second line or drive the terminal that shows the log. */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const lastByteOf = (handle: number, size: number): number | undefined => {
  const last = Buffer.alloc(1)
  fs.readSync(handle, last, 0, 1, size - 1)
  return last[0]
}

export const openDiagnosticLog = (
  dataDir: string,
  options: { readonly wallMs?: () => number; readonly mostBytes?: number; readonly name?: string } = {},
): DiagnosticLog => {
  const { wallMs = Date.now, mostBytes = 2 * 1024 * 1024, name = 'engine' } = options
  const folder = path.join(dataDir, 'log')
  const fileOf = (age: number): string => path.join(folder, age === 0 ? `${name}.log` : `${name}.${age}.log`)
  const redactor = createRedactor()
  let handle: number | null = null
  let bytes = 0
  let lost = 0
  let isTorn = false

  const open = (): number => {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const opened = fs.openSync(fileOf(0), 'a+', 0o600)
    bytes = fs.fstatSync(opened).size
    isTorn = bytes > 0 && lastByteOf(opened, bytes) !== NEW_LINE
    return opened
  }
  const close = (): void => {
    if (handle !== null) fs.closeSync(handle)
    handle = null
  }
  const rotate = (): void => {
    close()
    for (let age = MOST_FILES - 2; age >= 0; age -= 1) {
      if (fs.existsSync(fileOf(age))) fs.renameSync(fileOf(age), fileOf(age + 1))
    }
  }
  const put = (level: 'info' | 'warn', text: string): void => {
    const safe = oneLine(redactor.redact(text)).slice(0, MOST_LINE)
    const line = Buffer.from(`${localIso(wallMs())} ${level} ${safe}\n`)
    handle ??= open()
    if (bytes > 0 && bytes + line.length > mostBytes) {
      rotate()
      handle = open()
    }
    try {
      writeFully(handle, isTorn ? Buffer.concat([Buffer.of(NEW_LINE), line]) : line, null)
    } catch (error) {
      fs.ftruncateSync(handle, bytes)
      throw error
    }
    bytes += line.length
    isTorn = false
  }
  const write = (level: 'info' | 'warn', text: string): void => {
    try {
      if (lost > 0) {
        put('warn', `${lost} lines could not be written here before this one.`)
        lost = 0
      }
      put(level, text)
    } catch {
      lost += 1
      try {
        close()
      } catch {
        handle = null
      }
    }
  }
  return {
    info: (text) => write('info', text),
    warn: (text) => write('warn', text),
    hide: redactor.hide,
    close,
  }
}
