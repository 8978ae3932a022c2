import type { Status } from '../../shared/contract/status.ts'
import {
  commonLabels,
  formatFullMoment,
  formatMoment,
  administrationLabels as labels,
  reasonWords,
  valueWords,
} from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { StatusWord, type Tone } from '../kit/status-word.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'

interface Props {
  readonly status: Status
  readonly isCurrent: boolean
  /** The button does nothing now: this leads to what says why, which has the id `whyId`. */
  readonly onRefuse: (() => void) | undefined
  readonly whyId: string
  readonly onSwitchOver: () => void
}

const voiceMailTones = {
  available: 'good',
  unavailable: 'bad',
  notConfigured: 'plain',
  unknown: 'unknown',
} as const satisfies Record<Status['voiceMailServer'], Tone>

const unknown = <StatusWord tone="unknown" word={commonLabels.unknown} />

const LastSwitchOver = ({ last }: { last: Status['lastSwitchOver'] }) => (
  <>
    <ValueRow
      label={labels.lastSwitchOver}
      title={last === null ? undefined : formatFullMoment(last.wallMs, last.offsetMinutes)}
    >
      {last === null ? labels.never : formatMoment(last.wallMs, last.offsetMinutes)}
    </ValueRow>
    <ValueRow label={labels.lastSwitchOverReason}>{last === null ? '–' : reasonWords(last.reason)}</ValueRow>
  </>
)

/** The first group: who is active, since when and why, and the button. */
export const CurrentStatus = ({ status, isCurrent, onRefuse, whyId, onSwitchOver }: Props) => {
  return (
    <GroupBox title={labels.currentStatus} className="current-status">
      <div className="with-button">
        <ValueRows>
          <ValueRow label={labels.activeSystem}>
            {status.activeSystem === 'unknown' ? unknown : valueWords.activeSystem(status.activeSystem)}
          </ValueRow>
          {isCurrent ? (
            <LastSwitchOver last={status.lastSwitchOver} />
          ) : (
            <>
              <ValueRow label={labels.lastSwitchOver}>{unknown}</ValueRow>
              <ValueRow label={labels.lastSwitchOverReason}>{unknown}</ValueRow>
            </>
          )}
          <ValueRow label={labels.voiceMailServer}>
            <StatusWord
              tone={voiceMailTones[status.voiceMailServer]}
              word={valueWords.voiceMail(status.voiceMailServer)}
            />
          </ValueRow>
        </ValueRows>
        <CommandButton
          label={labels.manualSwitchOver}
          onPress={onSwitchOver}
          onRefuse={onRefuse}
          describedBy={onRefuse === undefined ? undefined : whyId}
          hasInitialFocus
        />
      </div>
    </GroupBox>
  )
}
