import type { Status } from '../../shared/contract/status.ts'
import {
  administrationLabels,
  formatFullMoment,
  formatMoment,
  dualControlLabels as labels,
  lastInControlWords,
  reasonWords,
} from '../../shared/domain/labels.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'

type DualControl = NonNullable<Status['dualControl']>
type Moment = NonNullable<DualControl['found']>

const titleOf = (moment: Moment | null): string | undefined =>
  moment === null ? undefined : formatFullMoment(moment.wallMs, moment.offsetMinutes)

const At = ({ label, moment, also = '' }: { label: string; moment: Moment | null; also?: string }) => (
  <ValueRow label={label} title={titleOf(moment)}>
    {moment === null ? labels.never : `${formatMoment(moment.wallMs, moment.offsetMinutes)}${also}`}
  </ValueRow>
)

const Claim = ({ title, of, status }: { title: string; of: Role; status: Status }) => {
  const claim = status.dualControl?.[of] ?? null
  const isHolder = status[of].inControl.value === 'yes'
  return (
    <section aria-label={title}>
      <p className="list-title">{title}</p>
      {claim === null ? (
        <p>{labels.unheard}</p>
      ) : (
        <ValueRows>
          <ValueRow label={labels.change}>{claim.epoch}</ValueRow>
          <ValueRow label={labels.lastInControl} title={isHolder ? undefined : titleOf(claim.lastInControl)}>
            {lastInControlWords(status, of)}
          </ValueRow>
          <At
            label={labels.lastSwitchOver}
            moment={claim.lastSwitchOver}
            also={claim.lastSwitchOver === null ? '' : `, ${reasonWords(claim.lastSwitchOver.reason)}`}
          />
        </ValueRows>
      )}
    </section>
  )
}

interface Props {
  readonly status: Status
  readonly onAcknowledge: () => void
}

/** Two servers claimed control: which case it was, both sides, and what is left to do. */
export const DualControl = ({ status, onAcknowledge }: Props) => {
  const { dualControl } = status
  if (dualControl === null) return null
  return (
    <GroupBox title={labels.title} className="dual-control">
      <div className="with-button">
        <div role="alert">
          <p className="sentence">{labels[dualControl.kind]}</p>
          {dualControl.needsPerson && <p>{labels.choose}</p>}
        </div>
        {!dualControl.needsPerson && <CommandButton label={labels.acknowledge} onPress={onAcknowledge} />}
      </div>
      <div className="completion-lists">
        <Claim title={administrationLabels.primarySystem} of="primary" status={status} />
        <Claim title={administrationLabels.secondarySystem} of="secondary" status={status} />
      </div>
    </GroupBox>
  )
}
