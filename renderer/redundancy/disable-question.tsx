import { disableLabels as labels } from '../../shared/domain/labels.ts'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'

/** Asked before Enable Redundancy is unticked: what it does to the pair. */
export const DisableQuestion = ({ onAnswer }: { onAnswer: (isYes: boolean) => void }) => (
  <ConfirmDialog
    title={labels.title}
    acceptLabel={labels.accept}
    cancelLabel={labels.cancel}
    onAccept={() => onAnswer(true)}
    onCancel={() => onAnswer(false)}
  >
    <p>{labels.question}</p>
    <ul className="effects">
      {labels.effects.map((effect) => (
        <li key={effect}>{effect}</li>
      ))}
    </ul>
    <p className="hint">{labels.afterwards}</p>
  </ConfirmDialog>
)
