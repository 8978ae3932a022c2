import type { SystemView } from '../../shared/contract/status.ts'
import { administrationLabels as labels } from '../../shared/domain/labels.ts'
import { GroupBox } from '../kit/group-box.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'
import { ObservedRow, ReplicationRow } from './observed-row.tsx'
import { controlValue, replicationValue, serviceValue } from './view.ts'

/** "Primary System" or "Secondary System". */
export const SystemGroup = ({ title, system }: { title: string; system: SystemView }) => (
  <GroupBox title={title} className="system">
    <ValueRows>
      <ValueRow label={labels.address}>{system.address || '–'}</ValueRow>
      <ObservedRow label={labels.inControl} value={controlValue(system.inControl)} />
      <ObservedRow label={labels.switchingService} value={serviceValue(system.switchingService)} />
      <ObservedRow label={labels.ipPhoneService} value={serviceValue(system.ipPhoneService)} />
      <ObservedRow label={labels.keepAliveService} value={serviceValue(system.keepAliveService)} />
      <ReplicationRow label={labels.replicationStatus} value={replicationValue(system.replication)} />
    </ValueRows>
  </GroupBox>
)
