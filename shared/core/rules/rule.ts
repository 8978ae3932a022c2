import type { RuleResult } from '../../domain/rules.ts'
import type { Facts } from '../facts.ts'

/** One rule of an acquisition of control: judged from the facts alone, with its measured value and limit. */
export type Rule = (f: Facts) => RuleResult
