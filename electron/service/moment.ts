/** A day or a moment of this server's local time, as a person types it: the span it stands for, or null. */
export const momentOf = (typed: string): { readonly from: number; readonly to: number } | null => {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(typed) ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  const [y, m, d] = [Number(year), Number(month) - 1, Number(day)]
  const [h, min, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)]
  const start = new Date(y, m, d, h, min, s)
  const isReal = start.getMonth() === m && start.getDate() === d && h < 24 && min < 60 && s < 60
  if (!isReal) return null
  const end = (): Date => {
    if (hour === undefined) return new Date(y, m, d + 1)
    return second === undefined ? new Date(y, m, d, h, min + 1) : new Date(y, m, d, h, min, s + 1)
  }
  return { from: start.getTime(), to: end().getTime() - 1 }
}
