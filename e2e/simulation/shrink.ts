import type { Fault } from './faults.ts'
import { type RunResult, simulate } from './simulate.ts'

/** The part of a violation that names its rule: numbers in it may change while a run is made smaller. */
const kindOf = (violation: string): string =>
  violation.replace(/[\d.]+/g, 'N').replace(/primary|secondary/g, 'X')

const shorter = (fault: Fault): Fault[] =>
  'forMs' in fault && fault.forMs > 20 ? [{ ...fault, forMs: Math.round(fault.forMs / 2) }] : []

/**
 * The same seed with fewer and shorter faults, as long as the same rule breaks: halves first, then one by
 * one, then each half as long. Deterministic; answers the smallest it found.
 */
export const shrink = (failing: RunResult): RunResult => {
  const { seed, violation } = failing
  if (violation === null) return failing
  const wanted = kindOf(violation)
  let best = failing
  const holds = (faults: readonly Fault[]): boolean => {
    const result = simulate({ seed, faults, keepsTrace: false })
    if (result.violation === null || kindOf(result.violation) !== wanted) return false
    best = result
    return true
  }
  for (let part = Math.ceil(best.faults.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let at = 0; at < best.faults.length; ) {
      const without = best.faults.filter((_, index) => index < at || index >= at + part)
      if (without.length === best.faults.length || !holds(without)) at += part
    }
  }
  for (let at = 0; at < best.faults.length; at += 1) {
    for (;;) {
      const fault = best.faults[at]
      const [less] = fault === undefined ? [] : shorter(fault)
      if (less === undefined || !holds(best.faults.map((one, index) => (index === at ? less : one)))) break
    }
  }
  return simulate({ seed, faults: best.faults, keepsTrace: true })
}
