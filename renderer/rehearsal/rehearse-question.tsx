import type { RehearsalTime } from '../../shared/contract/rehearsal.ts'
import type { Status } from '../../shared/contract/status.ts'
import {
  formatDuration,
  rehearsalLabels as labels,
  rehearsalTimeWords,
  systemWords,
} from '../../shared/domain/labels.ts'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'

interface Props {
  readonly status: Status
  readonly time: RehearsalTime
  readonly holdMs: number
  readonly onAccept: () => void
  readonly onCancel: () => void
}

/** Asked before a rehearsal: when, who has control meanwhile, and what it costs. */
export const RehearseQuestion = ({ status, time, holdMs, onAccept, onCancel }: Props) => {
  const { to, expectedMs } = status.manualSwitchOver
  return (
    <ConfirmDialog
      title={labels.question}
      acceptLabel={labels.accept}
      cancelLabel={labels.keep}
      onAccept={onAccept}
      onCancel={onCancel}
    >
      <ValueRows>
        <ValueRow label={labels.begins}>
          <b>{rehearsalTimeWords(time)}</b>
        </ValueRow>
        {to !== null && (
          <ValueRow label={labels.gains}>
            <b>{systemWords(to)}</b>
          </ValueRow>
        )}
        <ValueRow label={labels.stays}>{formatDuration(holdMs)}</ValueRow>
        <ValueRow label={labels.interrupted}>{labels.twice(expectedMs)}</ValueRow>
      </ValueRows>
      <p className="hint">{labels.afterwards}</p>
    </ConfirmDialog>
  )
}
