import { z } from 'zod'
import { remedyCodes, ruleCodes } from '../domain/rules.ts'

const value = z.union([z.number(), z.string(), z.boolean(), z.null()])

/** A rule as it was judged. */
export const ruleResult = z
  .object({ rule: z.enum(ruleCodes), holds: z.boolean(), value, limit: value, remedy: z.enum(remedyCodes) })
  .strict()
