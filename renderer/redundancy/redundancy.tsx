import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { redundancyLabels as labels, redundancyNotes } from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { DialogFrame } from '../kit/dialog-frame.tsx'
import { Notice } from '../kit/notice.tsx'
import { AutomaticOffWarning } from '../window/automatic-off-warning.tsx'
import { ConnectionNotice } from '../window/connection-notice.tsx'
import { RefusalNotice, RefusalView } from '../window/refusal-notice.tsx'
import { freshness, shownStatus } from '../window/updates.ts'
import { useWindowState, useWindowStore } from '../window/window-store.ts'
import { automaticBox, boxState } from './automatic-box.ts'
import { DisableQuestion } from './disable-question.tsx'
import { type Draft, hasChanges, shownValues, withAnswerToDisable, withoutRefusal } from './draft.ts'
import { Fields } from './fields.tsx'
import { createRedundancyStore, type RedundancyStore } from './redundancy-store.ts'

interface Props {
  readonly onClose: () => void
  /** Opens Redundancy Administration; what is pending here stays pending. */
  readonly onStatus: () => void
  /** Another dialog lies over this one and says what there is to say. */
  readonly isCovered: boolean
}

const Notices = ({ draft, store }: { draft: Draft; store: RedundancyStore }) => {
  const close = (): void => store.change(withoutRefusal)
  return (
    <>
      {draft.isStale && <Notice tone="caution" title={redundancyNotes.stale} onClose={close} />}
      {draft.refusal !== null && (
        <RefusalView
          refusal={draft.refusal}
          onClose={close}
          {...(draft.isAppliedInPart ? { title: redundancyNotes.appliedInPart } : {})}
        />
      )}
    </>
  )
}

interface ButtonProps {
  readonly canApply: boolean
  readonly onStatus: () => void
  readonly onApply: () => void
  readonly onCancel: () => void
}

const Buttons = ({ canApply, onStatus, onApply, onCancel }: ButtonProps) => (
  <div className="button-column">
    <CommandButton label={labels.status} onPress={onStatus} />
    <CommandButton
      label={labels.apply}
      onPress={onApply}
      onRefuse={canApply ? undefined : () => undefined}
      title={canApply ? undefined : redundancyNotes.nothingChanged}
    />
    <CommandButton label={labels.ok} onPress={() => undefined} isDefault isSubmit />
    <CommandButton label={labels.cancel} onPress={onCancel} />
  </div>
)

/** Enter presses OK, but a held Enter, such as the one that opened the dialog, presses nothing. */
const ignoreHeldEnter = (event: KeyboardEvent): void => {
  if (event.key === 'Enter' && event.repeat) event.preventDefault()
}

/** The dialog "Redundancy": the settings of this server, as a draft until OK or Apply. */
export const Redundancy = ({ onClose, onStatus, isCovered }: Props) => {
  const window = useWindowStore()
  const [store] = useState(() => createRedundancyStore(window.client, window.newRequestId))
  const draft = useStore(store.state)
  const state = useWindowState((all) => all)
  const form = useRef<HTMLFormElement>(null)
  const values = shownValues(draft)
  const isRead = values !== null
  const status = freshness(state) === 'current' ? shownStatus(state) : null
  const box = automaticBox(status, values?.enabled === true)
  const { isConnected } = state

  useEffect(() => {
    if (isConnected && !isRead) void store.read()
  }, [isConnected, isRead, store])

  useEffect(() => {
    if (!isRead) return
    form.current?.querySelector<HTMLElement>('[data-initial-focus]')?.focus()
    window.warnAtOpening()
  }, [isRead, window])

  const { refusedCount } = draft
  useEffect(() => {
    if (refusedCount === 0) return
    form.current?.querySelector<HTMLElement>('[aria-invalid=true], [data-invalid]')?.focus()
  }, [refusedCount])

  const commit = (): Promise<boolean> => store.commit(boxState(box))
  const ok = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await commit()) onClose()
  }

  return (
    <DialogFrame title={labels.title} onClose={onClose} size="medium">
      {!isCovered && (
        <>
          <ConnectionNotice />
          <RefusalNotice />
        </>
      )}
      <Notices draft={draft} store={store} />
      <form ref={form} className="redundancy" onSubmit={ok} onKeyDown={ignoreHeldEnter} noValidate>
        {values === null ? (
          <p className="quiet" role="status">
            {isConnected ? redundancyNotes.reading : redundancyNotes.outOfReach}
          </p>
        ) : (
          <Fields draft={draft} values={values} box={box} status={status} store={store} />
        )}
        <Buttons
          canApply={draft.phase === 'editing' && hasChanges(draft, boxState(box))}
          onStatus={onStatus}
          onApply={() => void commit()}
          onCancel={onClose}
        />
        <p className="visually-hidden" role="status">
          {draft.phase === 'applying' ? redundancyNotes.applying : ''}
        </p>
      </form>
      {draft.isAskingToDisable && (
        <DisableQuestion
          alarms={status?.alarms ?? []}
          onAnswer={(isYes) => store.change((now) => withAnswerToDisable(now, isYes))}
        />
      )}
      {!isCovered && <AutomaticOffWarning />}
    </DialogFrame>
  )
}
