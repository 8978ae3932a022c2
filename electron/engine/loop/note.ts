import type { RecordEntry } from '../../../shared/contract/record.ts'
import type { Durable } from '../../../shared/core/durable.ts'
import type { Store } from '../store/store.ts'

type Noted = Pick<RecordEntry, 'act' | 'outcome' | 'trigger' | 'changes'> &
  Partial<Pick<RecordEntry, 'person' | 'requestId'>>

/** An entry of the engine's own: done without the core, with nothing that was judged. */
export const note = ({ record, settings, control }: Store<Durable>, version: string, noted: Noted): void =>
  record.append({
    wallMs: Date.now(),
    server: settings.view().settings.role,
    epoch: control.value.held?.epoch ?? 0,
    person: '',
    requestId: '',
    reason: '',
    rules: [],
    judgement: '',
    facts: null,
    version,
    ...noted,
  })
