import type { Happening, Input } from '../../shared/core/step-types.ts'

export const tick = { type: 'tick' } as const

/** Written out for what comes most: one shape for each is worth a tenth of a run. */
export const stamped = (happening: Happening, now: number, wallMs: number, gapMs: number): Input => {
  if (happening.type === 'tick') return { type: 'tick', now, wallMs, gapMs }
  if (happening.type === 'message') return { type: 'message', message: happening.message, now, wallMs, gapMs }
  if (happening.type === 'lineRead')
    return { type: 'lineRead', query: happening.query, position: happening.position, now, wallMs, gapMs }
  if (happening.type === 'report') return { type: 'report', report: happening.report, now, wallMs, gapMs }
  return { ...happening, now, wallMs, gapMs }
}
