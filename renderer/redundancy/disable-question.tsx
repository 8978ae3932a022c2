import type { Status } from '../../shared/contract/status.ts'
import { disableEffects, disableLabels as labels } from '../../shared/domain/labels.ts'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'

interface Props {
  readonly alarms: Status['alarms']
  readonly onAnswer: (isYes: boolean) => void
}

/** Asked before Enable Redundancy is unticked: what it does to the pair. */
export const DisableQuestion = ({ alarms, onAnswer }: Props) => (
  <ConfirmDialog
    title={labels.title}
    acceptLabel={labels.accept}
    cancelLabel={labels.cancel}
    onAccept={() => onAnswer(true)}
    onCancel={() => onAnswer(false)}
  >
    <p>{labels.question}</p>
    <ul className="effects">
      {disableEffects(alarms).map((effect) => (
        <li key={effect}>{effect}</li>
      ))}
    </ul>
    <p className="hint">{labels.afterwards}</p>
  </ConfirmDialog>
)
