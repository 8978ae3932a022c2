import { judge } from '../../domain/rules.ts'
import { arbiterConfigured } from './arbiter-configured.ts'
import type { Rule } from './rule.ts'

/** An A/B switch settles a cut, or what happens then was accepted: with neither nobody takes over by itself. */
export const cutDecided: Rule = (f) =>
  f.hasArbiter
    ? arbiterConfigured(f)
    : judge('cutDecided', f.onCut !== null, f.onCut ?? 'none', null, 'setLineSwitchOrAccept')
