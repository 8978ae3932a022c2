import { type Ref, useContext, useRef } from 'react'
import type { Status } from '../../shared/contract/status.ts'
import { administrationLabels as labels, onCutLabel, onCutWords } from '../../shared/domain/labels.ts'
import { DialogFrame, FrameContext } from '../kit/dialog-frame.tsx'
import { MissingList } from '../kit/missing-list.tsx'
import { ConnectionNotice } from '../window/connection-notice.tsx'
import { RefusalNotice } from '../window/refusal-notice.tsx'
import { freshness, shownStatus } from '../window/updates.ts'
import { useWindowState, useWindowStore, type WindowStore } from '../window/window-store.ts'
import { ByHand } from './by-hand.tsx'
import { Completion } from './completion.tsx'
import { CurrentStatus } from './current-status.tsx'
import { DeclareQuestion } from './declare-question.tsx'
import { DualControl } from './dual-control.tsx'
import { ForceQuestion } from './force-question.tsx'
import { Progress } from './progress.tsx'
import { SwitchOverQuestion } from './switch-over-question.tsx'
import { SystemGroup } from './system-group.tsx'
import { type ButtonRefusal, buttonRefusal } from './view.ts'

/** The question, while it is asked; it stays true to the live status. */
const Question = ({
  status,
  isCurrent,
  store,
}: {
  status: Status
  isCurrent: boolean
  store: WindowStore
}) => {
  const question = useWindowState((state) => state.question)
  if (question.kind === 'force') return <ForceQuestion store={store} isCurrent={isCurrent} />
  if (question.kind === 'declareOtherOff')
    return <DeclareQuestion store={store} status={status} isCurrent={isCurrent} />
  if (question.kind !== 'switchOver') return null
  return (
    <SwitchOverQuestion
      status={status}
      refusal={buttonRefusal(status, isCurrent)}
      onAccept={() => store.send('switchOver', {})}
      onCancel={() => store.ask({ kind: 'none' })}
    />
  )
}

const WHY_ID = 'why-not-now'

const Missing = ({ refusal, ref }: { refusal: ButtonRefusal; ref: Ref<HTMLElement> }) => (
  <section ref={ref} id={WHY_ID} className="missing" tabIndex={-1} aria-label={refusal.title}>
    <p className="missing-title">{refusal.title}</p>
    <MissingList items={refusal.items} />
  </section>
)

interface GroupsProps {
  readonly status: Status
  readonly isCurrent: boolean
  readonly onLink: () => void
}

const Groups = ({ status, isCurrent, onLink }: GroupsProps) => {
  const store = useWindowStore()
  const why = useRef<HTMLElement | null>(null)
  const hold = (element: HTMLElement | null): void => {
    why.current = element
  }
  const { switchOver } = status
  const isRunning = isCurrent && switchOver !== null && switchOver.outcome === null
  const refusal = buttonRefusal(status, isCurrent)
  return (
    <>
      <CurrentStatus
        status={status}
        isCurrent={isCurrent}
        onRefuse={refusal === null ? undefined : () => why.current?.focus()}
        whyId={WHY_ID}
        onSwitchOver={() => store.ask({ kind: 'switchOver' })}
      />
      <div className="systems">
        <SystemGroup title={labels.primarySystem} system={status.primary} />
        <SystemGroup title={labels.secondarySystem} system={status.secondary} />
      </div>
      {status.onCut !== null && (
        <p className="sentence">
          <strong>{onCutLabel}</strong> {onCutWords(status.onCut)}
        </p>
      )}
      {isCurrent && !isRunning && (
        <>
          <DualControl status={status} onAcknowledge={() => store.send('acknowledgeDualControl', {})} />
          <ByHand
            status={status}
            onForce={() => store.ask({ kind: 'force' })}
            onDeclare={() => store.ask({ kind: 'declareOtherOff' })}
            onLinesBack={() => store.send('moveLinesBack', {})}
            onLink={onLink}
          />
        </>
      )}
      {refusal !== null && !isRunning && <Missing refusal={refusal} ref={hold} />}
      {isCurrent && switchOver !== null && switchOver.outcome !== 'done' && (
        <Progress
          id={isRunning ? WHY_ID : undefined}
          ref={isRunning ? hold : undefined}
          progress={switchOver}
          onStop={() => store.send('cancelSwitchOver', {})}
        />
      )}
      {isCurrent && !isRunning && (
        <Completion
          status={status}
          onTick={(item, done) => store.send('tickCompletion', { item, done })}
          onTurnOn={() => store.send('arm', {})}
          onDismiss={() => store.send('dismissCompletion', {})}
        />
      )}
      <Question status={status} isCurrent={isCurrent} store={store} />
    </>
  )
}

/** The dialog "Redundancy Administration". */
export const Administration = ({ onClose, onLink }: { onClose: () => void; onLink: () => void }) => {
  const state = useWindowState((all) => all)
  const status = shownStatus(state)
  // Before the addresses are set, where a browser's page came from is the one that is known.
  const origin = useContext(FrameContext) === 'page' ? location.hostname : '–'
  const currentAddress = status?.currentServer.address || origin
  return (
    <DialogFrame
      title={labels.title}
      onClose={onClose}
      size="wide"
      footer={
        <div className="current-server">
          <span>{labels.currentServerAddress}</span> <output>{currentAddress}</output>
        </div>
      }
    >
      <ConnectionNotice />
      <RefusalNotice />
      {status !== null && (
        <Groups status={status} isCurrent={freshness(state) === 'current'} onLink={onLink} />
      )}
    </DialogFrame>
  )
}
