import type { Status } from '../../shared/contract/status.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  confirmSwitchOverLabels as labels,
  systemWords,
} from '../../shared/domain/labels.ts'
import { otherRole, type Role } from '../../shared/domain/roles.ts'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'
import { ItemTable } from '../kit/item-table.tsx'
import { MissingList } from '../kit/missing-list.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'
import { type ButtonRefusal, type NotCopied, notYetCopied } from './view.ts'

interface Props {
  readonly status: Status
  /** Set when the answer cannot be yes any more. */
  readonly refusal: ButtonRefusal | null
  readonly onAccept: () => void
  readonly onCancel: () => void
}

const named = (status: Status, role: Role): string => {
  const { address } = status[role]
  return address === '' ? systemWords(role) : `${systemWords(role)} (${address})`
}

const summary = (left: NotCopied): string => {
  if (left.files === null) return labels.copyUnknown
  if (left.files === 0) return labels.nothingLeft
  return `${formatCount(left.files, 'file')}, ${formatBytes(left.bytes)}. ${labels.copiedFirst}`
}

/** Asked before a switch-over: who gains and who loses control, and what it costs. */
export const SwitchOverQuestion = ({ status, refusal, onAccept, onCancel }: Props) => {
  const to = status.manualSwitchOver.to ?? otherRole(status.currentServer.role)
  const left = notYetCopied(status, to)
  return (
    <ConfirmDialog
      title={labels.title}
      acceptLabel={labels.accept}
      cancelLabel={labels.cancel}
      onAccept={onAccept}
      onCancel={onCancel}
      onRefuse={refusal === null ? undefined : () => undefined}
    >
      <ValueRows>
        <ValueRow label={labels.gains}>
          <b>{named(status, to)}</b>
        </ValueRow>
        <ValueRow label={labels.loses}>
          <b>{named(status, otherRole(to))}</b>
        </ValueRow>
        <ValueRow label={labels.expected}>{formatDuration(status.manualSwitchOver.expectedMs)}</ValueRow>
        <ValueRow label={labels.calls}>{labels.callsUnknown}</ValueRow>
        <ValueRow label={labels.notCopied}>{summary(left)}</ValueRow>
      </ValueRows>
      {left.names.length > 0 && <ItemTable names={left.names} files={left.files ?? 0} />}
      <p className="hint">{labels.afterwards}</p>
      {refusal !== null && (
        <div className="missing" role="alert">
          <p className="missing-title">{refusal.title}</p>
          <MissingList items={refusal.items} />
        </div>
      )}
    </ConfirmDialog>
  )
}
