import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** What is still being stopped here is not started anew. */
export const ownServicesStopped: Rule = ({ services }) =>
  judge('ownServicesStopped', services === 'stopped', services, 'stopped', 'wait')
