import type { Fence } from '../../shared/domain/on-cut.ts'
import type { Fault } from './faults.ts'
import type { Random } from './random.ts'

/** Of what was drawn, that which can befall a pair without an A/B switch. */

const ofBox: readonly Fault['kind'][] = [
  'boxUnreachable',
  'boxSlow',
  'lateSet',
  'handMovesBox',
  'refusesSets',
]

const isOfBox = (fault: Fault): boolean =>
  ofBox.includes(fault.kind) ||
  (fault.kind === 'ambush' && (fault.deed === 'loseBox' || fault.deed === 'hand'))

/**
 * A person's word alone keeps the two apart there: most runs have to hold without it. Where it was accepted that the
 * active stays, a declaration makes no two.
 */
const isByWord = (fault: Fault, fence: Fence): boolean =>
  (fault.kind === 'press' && fault.command === 'force') ||
  (fault.kind === 'press' && fault.command === 'declareOtherOff' && fence !== 'activeStays') ||
  (fault.kind === 'ambush' && fault.deed === 'force')

export const fittingFaults = (faults: readonly Fault[], fence: Fence, random: Random): readonly Fault[] => {
  if (fence === 'lineSwitch') return faults
  const hasPerson = random.chance(0.25)
  return faults.filter((fault) => !isOfBox(fault) && (hasPerson || !isByWord(fault, fence)))
}
