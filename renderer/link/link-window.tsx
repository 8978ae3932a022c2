import type { LinkView } from '../../shared/contract/link.ts'
import {
  formatDuration,
  linkWindowLabels as labels,
  linkLabels,
  linkStateWords,
} from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { DialogFrame } from '../kit/dialog-frame.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { Notice } from '../kit/notice.tsx'
import { StatusWord } from '../kit/status-word.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'
import { ConnectionNotice } from '../window/connection-notice.tsx'
import { RefusalNotice } from '../window/refusal-notice.tsx'
import { freshness, shownStatus } from '../window/updates.ts'
import { useWindowState, useWindowStore } from '../window/window-store.ts'
import { CertificateQuestion } from './certificate-question.tsx'
import { Findings } from './findings.tsx'
import { NewCertificate } from './new-certificate.tsx'
import { type Examination, useExamination } from './use-examination.ts'

const FOUND_ID = 'link-found'
const NOW_ID = 'link-now'

const ago = ({ ageMs }: LinkView['fromPeer']): string =>
  ageMs === null ? linkLabels.never : `${formatDuration(ageMs)} ago`

const Now = ({ link }: { link: LinkView | null }) => (
  <GroupBox title={labels.now} id={NOW_ID}>
    {link === null ? (
      <StatusWord tone="unknown" word={labels.unknown} />
    ) : link.state === 'off' ? (
      <p>{linkLabels.off}</p>
    ) : (
      <ValueRows>
        <ValueRow label={linkLabels.way}>{`${link.ownAddress} – ${link.peerAddress}:${link.port}`}</ValueRow>
        <ValueRow label={linkLabels.state}>
          <StatusWord tone={link.state === 'up' ? 'good' : 'bad'} word={linkStateWords(link)} />
        </ValueRow>
        {link.roundTripMs !== null && (
          <ValueRow label={linkLabels.roundTrip}>{`${link.roundTripMs} ms`}</ValueRow>
        )}
        <ValueRow label={linkLabels.fromPeer}>{ago(link.fromPeer)}</ValueRow>
        <ValueRow label={linkLabels.toPeer}>{ago(link.toPeer)}</ValueRow>
      </ValueRows>
    )}
  </GroupBox>
)

interface FoundProps {
  readonly link: LinkView
  readonly examination: Examination
  readonly nowMs: number
}

/** Of the examination, while there is one; else of what is measured all the time. */
const Found = ({ link, examination, nowMs }: FoundProps) => {
  const { findings, state } = examination.is === 'done' ? examination.found : link
  const nothing = state === 'up' ? linkLabels.nothingFound : linkLabels.nothingKnown
  return (
    <GroupBox title={labels.findings} className="link-found">
      <div id={FOUND_ID} aria-live="polite">
        {examination.is === 'underWay' ? (
          <StatusWord tone="busy" word={labels.examining} />
        ) : findings.length === 0 ? (
          <p>{nothing}</p>
        ) : (
          <Findings findings={findings} />
        )}
      </div>
      {examination.is !== 'underWay' && (
        <p className="hint">
          {examination.is === 'done' ? labels.examined(nowMs - examination.atMs) : labels.notExamined}
        </p>
      )}
    </GroupBox>
  )
}

/** The dialog "Link to the Other Server": how the two hear each other, and an examination on purpose. */
export const LinkWindow = ({ onClose }: { onClose: () => void }) => {
  const store = useWindowStore()
  const state = useWindowState((all) => all)
  const status = shownStatus(state)
  const { examination, examine } = useExamination(store)
  const link = status !== null && freshness(state) === 'current' ? status.link : null
  const isPossible = link !== null && link.state !== 'off' && examination.is !== 'underWay'
  return (
    <DialogFrame
      title={labels.title}
      onClose={onClose}
      size="medium"
      footer={
        <div className="buttons record-buttons">
          <CommandButton
            label={labels.examine}
            describedBy={isPossible ? undefined : link === null || link.state === 'off' ? NOW_ID : FOUND_ID}
            onPress={examine}
            onRefuse={isPossible ? undefined : () => undefined}
            hasInitialFocus
          />
          <CommandButton label={labels.close} onPress={onClose} />
        </div>
      }
    >
      <ConnectionNotice />
      <RefusalNotice />
      <div className="link-window">
        <p>{labels.purpose}</p>
        {examination.is === 'failed' && (
          <Notice tone="bad" title={labels.failed}>
            <p>{labels.failedRemedy}</p>
          </Notice>
        )}
        <Now link={link} />
        {link !== null && link.state !== 'off' && (
          <Found link={link} examination={examination} nowMs={state.nowMs} />
        )}
        {link?.findings.some(({ cause }) => cause === 'certificateChanged') && <NewCertificate />}
      </div>
      <CertificateQuestion />
    </DialogFrame>
  )
}
