import type { Status } from '../../shared/contract/status.ts'
import {
  commonLabels,
  completionLabels,
  type RuleWords,
  redundancyNotes,
  ruleWords,
  systemWords,
  turnOnElsewhere,
} from '../../shared/domain/labels.ts'
import { otherRole } from '../../shared/domain/roles.ts'
import { failing } from '../../shared/domain/rules.ts'
import type { BoxState } from './draft.ts'

/** The box "Automatically assume control when other system is not available", from the live status. */
export interface AutomaticBox {
  /** What it shows without a change pending; null: not known. */
  readonly isTicked: boolean | null
  /** Why it cannot be changed, in words; null when it can. */
  readonly reason: string | null
  /** What is missing, rule by rule; beside `reason`. */
  readonly missing: readonly RuleWords[]
}

const fixed = (reason: string, missing: readonly RuleWords[] = []): AutomaticBox => ({
  isTicked: false,
  reason,
  missing,
})

/** `status` null: not known (any more). `isEnabled`: how Enable Redundancy stands in the dialog. */
export const automaticBox = (status: Status | null, isEnabled: boolean): AutomaticBox => {
  if (status === null) return { ...fixed(commonLabels.connectionLost), isTicked: null }
  if (!status.enabled || !isEnabled) return fixed(commonLabels.notEnabled)
  const { armed, canArm, rules } = status.automatic
  const { activeSystem, currentServer } = status
  if (activeSystem === currentServer.role) {
    const standby = otherRole(activeSystem)
    return fixed(
      armed
        ? redundancyNotes.automaticIsOnThere
        : turnOnElsewhere(systemWords(standby), status[standby].address),
    )
  }
  // Off can always be had: nothing has to hold for it.
  if (armed) return { isTicked: true, reason: null, missing: [] }
  if (canArm) return { isTicked: false, reason: null, missing: [] }
  return fixed(completionLabels.notPossible, failing(rules).map(ruleWords))
}

export const boxState = (box: AutomaticBox): BoxState => (box.reason === null ? box.isTicked : null)
