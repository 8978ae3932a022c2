import { certificateWords, certificateLabels as labels } from '../../shared/domain/labels.ts'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'
import { useWindowState, useWindowStore } from '../window/window-store.ts'

/** Asked before a new certificate of the other server is accepted: exactly the one that is shown. */
export const CertificateQuestion = () => {
  const store = useWindowStore()
  const question = useWindowState((state) => state.question)
  if (question.kind !== 'acceptCertificate') return null
  const { was, is } = question.certificate
  return (
    <ConfirmDialog
      title={labels.title}
      size="medium"
      acceptLabel={labels.accept}
      cancelLabel={labels.cancel}
      onAccept={() => store.send('acceptCertificate', { certificate: is })}
      onCancel={() => store.ask({ kind: 'none' })}
    >
      <p>{labels.explained}</p>
      <div className="certificates">
        <ValueRows>
          <ValueRow label={labels.was}>{certificateWords(was)}</ValueRow>
          <ValueRow label={labels.is}>{is}</ValueRow>
        </ValueRows>
      </div>
      <p>{labels.check}</p>
    </ConfirmDialog>
  )
}
