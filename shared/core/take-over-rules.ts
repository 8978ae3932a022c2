import type { RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { allowanceOver } from './rules/allowance-over.ts'
import { arbiterConfigured } from './rules/arbiter-configured.ts'
import { armed } from './rules/armed.ts'
import { backOffOver } from './rules/back-off-over.ts'
import { enabled } from './rules/enabled.ts'
import { giverWaitOver } from './rules/giver-wait-over.ts'
import { grantNewer } from './rules/grant-newer.ts'
import { guardianReady } from './rules/guardian-ready.ts'
import { idleHere } from './rules/idle-here.ts'
import { lastHolder } from './rules/last-holder.ts'
import { lineAnswers } from './rules/line-answers.ts'
import { lineOnOwnSide } from './rules/line-on-own-side.ts'
import { minimumGapOver } from './rules/minimum-gap.ts'
import { neverHeld } from './rules/never-held.ts'
import { noGrantPending } from './rules/no-grant-pending.ts'
import { noHolderHeard } from './rules/no-holder-heard.ts'
import { noSignOfLife } from './rules/no-sign-of-life.ts'
import { ownNetwork } from './rules/own-network.ts'
import { ownServicesStopped } from './rules/own-services-stopped.ts'
import { peerEnabled, peerNotServingAlone } from './rules/peer-enabled.ts'
import { peerSilent } from './rules/peer-silent.ts'
import { replicaUpdated } from './rules/replica-updated.ts'
import type { Rule } from './rules/rule.ts'

/** The rules of every acquisition without a fresh grant, in the order in which they are shown. */

/** Left out where no A/B switch is set: `arbiterConfigured` says so, once. */
const needsLine: readonly Rule[] = [armed, lineAnswers, lineOnOwnSide]

const judged = (...rules: readonly Rule[]) => {
  const withoutLine = rules.filter((rule) => !needsLine.includes(rule))
  return (f: Facts): RuleResult[] => (f.hasArbiter ? rules : withoutLine).map((rule) => rule(f))
}

const able = [ownServicesStopped, guardianReady, giverWaitOver]
const common = [enabled, arbiterConfigured, ...able]

export const automaticRules = judged(
  ...common,
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

/** A grant that is too old to be good without the wait permits this, with its epoch. */
export const oldGrantRules = judged(
  ...common,
  grantNewer,
  peerNotServingAlone,
  allowanceOver,
  backOffOver,
  lineAnswers,
)

/** A person's force keeps the order and the wait, and asks only for what cannot be done without. */
export const forceRules = judged(...common, lineAnswers, idleHere, noHolderHeard)
