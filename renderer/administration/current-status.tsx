import { useRef } from 'react'
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
import { MissingList } from '../kit/missing-list.tsx'
import { StatusWord, type Tone } from '../kit/status-word.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'
import type { ButtonRefusal } from './view.ts'

interface Props {
  readonly status: Status
  readonly isCurrent: boolean
  readonly refusal: ButtonRefusal | null
  /** A switch-over runs: its own group says why the button does nothing. */
  readonly isRunning: boolean
  readonly onSwitchOver: () => void
  readonly onShowRunning: () => void
}

const offsetMinutes = (wallMs: number): number => -new Date(wallMs).getTimezoneOffset()

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
      title={last === null ? undefined : formatFullMoment(last.wallMs, offsetMinutes(last.wallMs))}
    >
      {last === null ? labels.never : formatMoment(last.wallMs, offsetMinutes(last.wallMs))}
    </ValueRow>
    <ValueRow label={labels.lastSwitchOverReason}>{last === null ? '–' : reasonWords(last.reason)}</ValueRow>
  </>
)

/** The first group: who is active, since when and why, and the button. */
export const CurrentStatus = ({
  status,
  isCurrent,
  refusal,
  isRunning,
  onSwitchOver,
  onShowRunning,
}: Props) => {
  const missing = useRef<HTMLElement>(null)
  const isListed = refusal !== null && !isRunning
  const onRefuse = (): void => (isListed ? missing.current?.focus() : onShowRunning())
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
          onRefuse={refusal === null ? undefined : onRefuse}
          describedBy={isListed ? 'what-is-missing' : undefined}
          hasInitialFocus
        />
      </div>
      {isListed && (
        <section
          ref={missing}
          id="what-is-missing"
          className="missing"
          tabIndex={-1}
          aria-label={refusal.title}
        >
          <p className="missing-title">{refusal.title}</p>
          <MissingList items={refusal.items} />
        </section>
      )}
    </GroupBox>
  )
}
