import type { Status } from '../../shared/contract/status.ts'
import {
  completionLabels,
  homeLabels as labels,
  ruleWords,
  systemWords,
  turnOnElsewhere,
  valueWords,
} from '../../shared/domain/labels.ts'
import { otherRole } from '../../shared/domain/roles.ts'
import { failing, type RuleResult } from '../../shared/domain/rules.ts'
import { takeOverWaits } from '../../shared/domain/take-over-waits.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { MissingList } from '../kit/missing-list.tsx'

interface Props {
  readonly status: Status
  readonly onTurnOn: () => void
  readonly onTurnOff: () => void
}

const CannotTurnOn = ({ status }: { status: Status }) => (
  <section
    id="cannot-turn-on-here"
    className="missing"
    tabIndex={-1}
    aria-label={completionLabels.notPossible}
  >
    <p className="missing-title">{completionLabels.notPossible}</p>
    <MissingList items={failing(status.automatic.rules).map(ruleWords)} />
  </section>
)

const TakeOverWaits = ({ rules }: { rules: readonly RuleResult[] }) => (
  <section className="missing" aria-label={labels.takeOverWaits}>
    <p className="missing-title">{labels.takeOverWaits}</p>
    <MissingList items={rules.map(ruleWords)} />
  </section>
)

/** On the standby: the state of automatic take-over and the button that changes it. On the active: where to go. */
export const AutomaticTakeOver = ({ status, onTurnOn, onTurnOff }: Props) => {
  const { armed, canArm } = status.automatic
  const { activeSystem } = status
  if (!status.enabled) return null
  const waits = takeOverWaits(status)
  if (waits.length > 0) return <TakeOverWaits rules={waits} />
  if (activeSystem === 'unknown') return null
  if (status.currentServer.role === activeSystem) {
    const standby = otherRole(activeSystem)
    // Of a standby that is not there nothing can be turned on; the alarms say that it is not.
    if (armed || status[standby].keepAliveService.value !== 'up') return null
    return <p className="hint">{turnOnElsewhere(systemWords(standby), status[standby].address)}</p>
  }
  if (armed) return <CommandButton label={labels.turnOff} onPress={onTurnOff} />
  return (
    <>
      <CommandButton
        label={labels.turnOn}
        onPress={onTurnOn}
        onRefuse={canArm ? undefined : () => document.getElementById('cannot-turn-on-here')?.focus()}
        describedBy={canArm ? undefined : 'cannot-turn-on-here'}
      />
      {!canArm && <CannotTurnOn status={status} />}
    </>
  )
}

/** "On", "Off" or "Unknown". */
export const automaticWord = (status: Status, isCurrent: boolean): string => {
  if (!isCurrent) return valueWords.service('unknown')
  return status.automatic.armed ? labels.automaticOn : labels.automaticOff
}
