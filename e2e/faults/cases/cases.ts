import type { FaultCase } from '../fault-case.ts'
import { boxCases } from './box.ts'
import { linkCases } from './links.ts'
import { processCases } from './processes.ts'

export const faultCases: readonly FaultCase[] = [...linkCases, ...boxCases, ...processCases]
