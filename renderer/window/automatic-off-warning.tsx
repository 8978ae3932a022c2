import { completionLabels, automaticOffLabels as labels, ruleWords } from '../../shared/domain/labels.ts'
import { failing } from '../../shared/domain/rules.ts'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'
import { MissingList } from '../kit/missing-list.tsx'
import { freshness, shownStatus } from './updates.ts'
import { useWindowState, useWindowStore } from './window-store.ts'

/** Pops up on a standby whose automatic take-over is off: at log-on, and when "Redundancy" is opened. */
export const AutomaticOffWarning = () => {
  const store = useWindowStore()
  const state = useWindowState((all) => all)
  const status = shownStatus(state)
  if (state.question.kind !== 'automaticOff' || status === null) return null
  const canTurnOn = freshness(state) === 'current' && status.automatic.canArm
  return (
    <ConfirmDialog
      title={labels.title}
      acceptLabel={labels.turnOn}
      cancelLabel={labels.close}
      onAccept={() => store.send('arm', {})}
      onCancel={() => store.ask({ kind: 'none' })}
      onRefuse={canTurnOn ? undefined : () => undefined}
    >
      <p>{labels.warning}</p>
      {!canTurnOn && (
        <div className="missing">
          <p className="missing-title">{completionLabels.notPossible}</p>
          <MissingList items={failing(status.automatic.rules).map(ruleWords)} />
        </div>
      )}
    </ConfirmDialog>
  )
}
