import type { FaultCase } from '../fault-case.ts'
import { boxCases } from './box.ts'
import { clockCases } from './clocks.ts'
import { diskCases } from './disks.ts'
import { linkCases } from './links.ts'
import { plannedCases } from './planned.ts'
import { processCases } from './processes.ts'
import { sickEngineCases } from './sick-engines.ts'
import { startCases } from './starts.ts'

export const faultCases: readonly FaultCase[] = [
  ...linkCases,
  ...boxCases,
  ...processCases,
  ...sickEngineCases,
  ...startCases,
  ...plannedCases,
  ...diskCases,
  ...clockCases,
]
