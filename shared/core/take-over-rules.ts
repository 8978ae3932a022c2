import { fenceOf } from '../domain/on-cut.ts'
import type { RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { allowanceOver } from './rules/allowance-over.ts'
import { arbiterConfigured } from './rules/arbiter-configured.ts'
import { armed } from './rules/armed.ts'
import { backOffOver } from './rules/back-off-over.ts'
import { clockSteady } from './rules/clock-steady.ts'
import { cutDecided } from './rules/cut-decided.ts'
import { enabled } from './rules/enabled.ts'
import { flapLimit } from './rules/flap-limit.ts'
import { giverWaitOver } from './rules/giver-wait-over.ts'
import { grantNewer } from './rules/grant-newer.ts'
import { guardianReady } from './rules/guardian-ready.ts'
import { idleHere } from './rules/idle-here.ts'
import { lastHolder } from './rules/last-holder.ts'
import { licensed } from './rules/licensed.ts'
import { lineAnswers } from './rules/line-answers.ts'
import { lineOnOwnSide } from './rules/line-on-own-side.ts'
import { minimumGapOver } from './rules/minimum-gap.ts'
import { neverHeld } from './rules/never-held.ts'
import { noGrantPending } from './rules/no-grant-pending.ts'
import { noHolderHeard } from './rules/no-holder-heard.ts'
import { noMaintenance } from './rules/no-maintenance.ts'
import { noSignOfLife } from './rules/no-sign-of-life.ts'
import { ownNetwork } from './rules/own-network.ts'
import { ownServicesStopped } from './rules/own-services-stopped.ts'
import { peerEnabled, peerNotServingAlone } from './rules/peer-enabled.ts'
import { peerSilent } from './rules/peer-silent.ts'
import { primaryKnown } from './rules/primary-known.ts'
import { replicaUpdated } from './rules/replica-updated.ts'
import type { Rule } from './rules/rule.ts'

/** The rules of every acquisition without a fresh grant, in the order in which they are shown. */

/** Left out where no A/B switch is set. */
const needsLine: readonly Rule[] = [lineAnswers, lineOnOwnSide]

/** Left out where nothing is decided for a cut: `cutDecided` says so, once. */
const needsFence: readonly Rule[] = [armed]

/** Of the Secondary only: the Primary is its own word. */
const ofSecondary: readonly Rule[] = [primaryKnown]

/** Which of them are judged is settled once for each kind of server: it is asked at every step. */
const judged = (...rules: readonly Rule[]) => {
  const rulesOf = (left: readonly Rule[]) => {
    const ofBoth = rules.filter((rule) => !left.includes(rule))
    return { primary: ofBoth.filter((rule) => !ofSecondary.includes(rule)), secondary: ofBoth }
  }
  const withoutLine = rulesOf(needsLine)
  const by = {
    lineSwitch: rulesOf([]),
    activeLetsGo: withoutLine,
    activeStays: withoutLine,
    none: rulesOf([...needsLine, ...needsFence]),
  }
  return (f: Facts): RuleResult[] => by[fenceOf(f)][f.role].map((rule) => rule(f))
}

const able = [ownServicesStopped, guardianReady, giverWaitOver]
const common = [enabled, arbiterConfigured, ...able]

export const automaticRules = judged(
  enabled,
  cutDecided,
  ...able,
  armed,
  replicaUpdated,
  peerSilent,
  noSignOfLife,
  ownNetwork,
  peerEnabled,
  noGrantPending,
  allowanceOver,
  backOffOver,
  minimumGapOver,
  flapLimit,
  clockSteady,
  noMaintenance,
  primaryKnown,
  licensed,
  lineAnswers,
)

/** A self-demoted or restarted last holder takes up its own epoch when the line reads its side. */
export const resumeRules = judged(
  ...common,
  lastHolder,
  noGrantPending,
  peerNotServingAlone,
  allowanceOver,
  backOffOver,
  lineAnswers,
  lineOnOwnSide,
)

/** The first control of a pair without history: the Primary, once the line reads A. */
export const firstRules = judged(enabled, ...able, neverHeld, backOffOver, lineAnswers, lineOnOwnSide)

/**
 * A grant that is too old to be good without the wait permits this, with its epoch. No licence is asked for, as with a
 * fresh one: its giver takes control by itself no more, and nobody would be left.
 */
export const oldGrantRules = judged(
  ...common,
  grantNewer,
  peerNotServingAlone,
  allowanceOver,
  backOffOver,
  primaryKnown,
  lineAnswers,
)

/** A person's force keeps the order and the wait, and asks only for what cannot be done without. */
export const forceRules = judged(enabled, ...able, lineAnswers, idleHere, noHolderHeard)
