/** Numbers as a person reads them. Pure: the time zone is given, never asked for. */

const unitSteps = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** "0 bytes", "1 byte", "12.4 MB": decimal steps of 1000, one decimal below 100. */
export const formatBytes = (bytes: number): string => {
  const whole = Math.max(0, Math.round(bytes))
  if (whole === 1) return '1 byte'
  let value = whole
  let step = 0
  while (Math.round(value * 10) / 10 >= 1000 && step < unitSteps.length - 1) {
    value /= 1000
    step += 1
  }
  const shown = step === 0 || value >= 100 ? String(Math.round(value)) : value.toFixed(1)
  return `${shown} ${unitSteps[step]}`
}

const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`

/** "0.4 s", "12 s", "2 min 5 s", "3 h 12 min", "5 d 3 h". Below ten seconds with one decimal. */
export const formatDuration = (ms: number): string => {
  const clamped = Math.max(0, ms)
  if (clamped > 0 && clamped < 50) return '< 0.1 s'
  if (clamped < 9_950) return `${(Math.round(clamped / 100) / 10).toFixed(1)} s`
  const seconds = Math.round(clamped / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.floor(minutes / 60)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

/** "0.132 s", "2 min 5.040 s": to the millisecond, where a rounded figure would hide a difference. */
export const formatExactDuration = (ms: number): string => {
  const seconds = (Math.max(0, Math.round(ms)) % 60_000) / 1000
  const minutes = Math.floor(Math.max(0, Math.round(ms)) / 60_000)
  const exact = `${seconds.toFixed(3)} s`
  if (minutes === 0) return exact
  const hours = Math.floor(minutes / 60)
  return hours === 0 ? `${minutes} min ${exact}` : `${hours} h ${minutes % 60} min ${exact}`
}

/** "1 file", "12 files"; an irregular plural is given. */
export const formatCount = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** "n of m files, bytes of bytes, time left" */
export const formatProgress = (progress: {
  filesDone: number
  filesTotal: number
  bytesDone: number
  bytesTotal: number
  secondsLeft: number | null
}): string => {
  const parts = [
    `${progress.filesDone} of ${formatCount(progress.filesTotal, 'file')}`,
    `${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}`,
  ]
  if (progress.secondsLeft !== null) parts.push(`${formatDuration(progress.secondsLeft * 1000)} left`)
  return parts.join(', ')
}

const two = (value: number): string => String(value).padStart(2, '0')

const shifted = (wallMs: number, offsetMinutes: number): Date => new Date(wallMs + offsetMinutes * 60_000)

/** "09/08, 14:15:55" at `offsetMinutes` east of UTC. */
export const formatMoment = (wallMs: number, offsetMinutes: number): string => {
  const at = shifted(wallMs, offsetMinutes)
  const day = `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}`
  return `${day}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
}

/** "2026-09-08 14:15:55 UTC+02:00": the same moment in full, for the tooltip and the log. */
export const formatFullMoment = (wallMs: number, offsetMinutes: number): string => {
  const at = shifted(wallMs, offsetMinutes)
  const east = Math.abs(offsetMinutes)
  const zone = `UTC${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(east / 60))}:${two(east % 60)}`
  const day = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${zone}`
}

/** A sentence as a part of another one: without its own full stop. */
export const asClause = (sentence: string): string => sentence.trim().replace(/\.$/, '')
