import { useRef } from 'react'
import type { Status } from '../../shared/contract/status.ts'
import { administrationLabels as labels } from '../../shared/domain/labels.ts'
import { DialogFrame } from '../kit/dialog-frame.tsx'
import { ConnectionNotice } from '../window/connection-notice.tsx'
import { RefusalNotice } from '../window/refusal-notice.tsx'
import { freshness, shownStatus } from '../window/updates.ts'
import { useWindowState, useWindowStore, type WindowStore } from '../window/window-store.ts'
import { Completion } from './completion.tsx'
import { CurrentStatus } from './current-status.tsx'
import { Progress } from './progress.tsx'
import { SwitchOverQuestion } from './switch-over-question.tsx'
import { SystemGroup } from './system-group.tsx'
import { buttonRefusal } from './view.ts'

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

const Groups = ({ status, isCurrent }: { status: Status; isCurrent: boolean }) => {
  const store = useWindowStore()
  const progress = useRef<HTMLFieldSetElement>(null)
  const { switchOver } = status
  const isRunning = switchOver !== null && switchOver.outcome === null
  const isShown = switchOver !== null && switchOver.outcome !== 'done'
  return (
    <>
      <CurrentStatus
        status={status}
        isCurrent={isCurrent}
        refusal={buttonRefusal(status, isCurrent)}
        isRunning={isRunning && isCurrent}
        onSwitchOver={() => store.ask({ kind: 'switchOver' })}
        onShowRunning={() => progress.current?.focus()}
      />
      {isShown && isCurrent && (
        <Progress ref={progress} progress={switchOver} onStop={() => store.send('cancelSwitchOver', {})} />
      )}
      <div className="systems">
        <SystemGroup title={labels.primarySystem} system={status.primary} />
        <SystemGroup title={labels.secondarySystem} system={status.secondary} />
      </div>
      {!isRunning && isCurrent && (
        <Completion
          status={status}
          onTick={(item, done) => store.send('tickCompletion', { item, done })}
          onTurnOn={() => store.send('arm', {})}
          onDismiss={() => store.send('dismissCompletion', {})}
        />
      )}
      <p className="current-server">
        <span>{labels.currentServerAddress}</span> <output>{status.currentServer.address}</output>
      </p>
      <Question status={status} isCurrent={isCurrent} store={store} />
    </>
  )
}

/** The dialog "Redundancy Administration". */
export const Administration = ({ onClose }: { onClose: () => void }) => {
  const state = useWindowState((all) => all)
  const status = shownStatus(state)
  return (
    <DialogFrame title={labels.title} onClose={onClose} size="wide">
      <ConnectionNotice />
      <RefusalNotice />
      {status !== null && <Groups status={status} isCurrent={freshness(state) === 'current'} />}
    </DialogFrame>
  )
}
