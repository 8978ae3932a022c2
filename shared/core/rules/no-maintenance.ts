import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** Planned maintenance turns automatic take-over off on both servers until its end. */
export const noMaintenance: Rule = ({ maintenanceMs }) =>
  judge('noMaintenance', maintenanceMs === 0, maintenanceMs, 0, 'endMaintenance')
