import { useState } from 'react'
import type { Status } from '../../shared/contract/status.ts'
import { declareEffects, declareLabels as labels } from '../../shared/domain/labels.ts'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'
import { ConsentField, isConsent } from '../kit/consent-field.tsx'
import type { WindowStore } from '../window/window-store.ts'

interface Props {
  readonly store: WindowStore
  readonly status: Status
  readonly isCurrent: boolean
}

/** Asked before the other server is declared off: what that means, and a sentence to type. */
export const DeclareQuestion = ({ store, status, isCurrent }: Props) => {
  const [typed, setTyped] = useState('')
  const isReady = isCurrent && status.byHand.declareOtherOff && isConsent(typed, labels.consent)
  return (
    <ConfirmDialog
      title={labels.title}
      acceptLabel={labels.accept}
      cancelLabel={labels.cancel}
      onAccept={() => store.send('declareOtherOff', { consent: labels.consent })}
      onCancel={() => store.ask({ kind: 'none' })}
      onRefuse={isReady ? undefined : () => undefined}
    >
      <ul className="effects">
        {declareEffects(status).map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <ConsentField label={labels.type} sentence={labels.consent} typed={typed} onChange={setTyped} />
    </ConfirmDialog>
  )
}
