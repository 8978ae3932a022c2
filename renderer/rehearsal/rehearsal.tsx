import { useEffect, useRef, useState } from 'react'
import type { Status } from '../../shared/contract/status.ts'
import { rehearsalLabels as labels, liveRehearsalWords, ruleWords } from '../../shared/domain/labels.ts'
import { failing } from '../../shared/domain/rules.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { DialogFrame } from '../kit/dialog-frame.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { MissingList } from '../kit/missing-list.tsx'
import { StatusWord } from '../kit/status-word.tsx'
import { ConnectionNotice } from '../window/connection-notice.tsx'
import { RefusalNotice } from '../window/refusal-notice.tsx'
import { freshness, shownStatus } from '../window/updates.ts'
import { useWindowState, useWindowStore } from '../window/window-store.ts'
import { askedBy, firstDraft } from './draft.ts'
import { LastResult } from './last-result.tsx'
import { RehearseQuestion } from './rehearse-question.tsx'
import { When } from './when.tsx'

const WHY_ID = 'why-no-rehearsal'

interface NowProps {
  readonly status: Status
  readonly isCurrent: boolean
}

const Now = ({ status, isCurrent }: NowProps) => {
  const { live } = status.rehearsal
  if (!isCurrent) return <StatusWord tone="unknown" word={labels.unknown} />
  if (live === null) return <p>{labels.nothing}</p>
  return <StatusWord tone={live.step === 'planned' ? 'plain' : 'busy'} word={liveRehearsalWords(live)} />
}

/** What is planned or under way, what the last one came to, and the form for another. */
const Contents = ({ status, isCurrent }: NowProps) => {
  const store = useWindowStore()
  const question = useWindowState((state) => state.question)
  const [draft, setDraft] = useState(firstDraft)
  const why = useRef<HTMLElement>(null)
  const { live, rules } = status.rehearsal
  const asked = askedBy(draft)
  // What has to hold at a later time is judged then.
  const missing = draft.kind === 'now' && isCurrent && live === null ? failing(rules) : []
  const isPossible = isCurrent && asked.ok && missing.length === 0
  return (
    <>
      <p>{labels.purpose}</p>
      <GroupBox title={labels.state} className="rehearsal-now">
        <Now status={status} isCurrent={isCurrent} />
        {isCurrent && live !== null && (
          <CommandButton label={labels.cancel} onPress={() => store.send('cancelRehearsal', {})} />
        )}
      </GroupBox>
      <LastResult view={status.rehearsal} />
      {live === null && (
        <>
          <When draft={draft} asked={asked} onChange={setDraft}>
            <CommandButton
              label={labels.start}
              describedBy={missing.length > 0 ? WHY_ID : undefined}
              onPress={() =>
                asked.ok && store.ask({ kind: 'rehearse', time: asked.time, holdMs: asked.holdMs })
              }
              onRefuse={isPossible ? undefined : () => why.current?.focus()}
            />
          </When>
          {missing.length > 0 && (
            <section ref={why} id={WHY_ID} className="missing" tabIndex={-1} aria-label={labels.missing}>
              <p className="missing-title">{labels.missing}</p>
              <MissingList items={missing.map(ruleWords)} />
            </section>
          )}
        </>
      )}
      {question.kind === 'rehearse' && (
        <RehearseQuestion
          status={status}
          time={question.time}
          holdMs={question.holdMs}
          onAccept={() => store.send('rehearse', { time: question.time, holdMs: question.holdMs })}
          onCancel={() => store.ask({ kind: 'none' })}
        />
      )}
    </>
  )
}

/** The dialog "Rehearsal": control goes over and back, now or in a window. */
export const Rehearsal = ({ onClose }: { onClose: () => void }) => {
  const state = useWindowState((all) => all)
  const status = shownStatus(state)
  const close = useRef<HTMLButtonElement>(null)
  const isLive = status !== null && status.rehearsal.live !== null
  // The button that was pressed goes with what it began or ended.
  const wasLive = useRef(isLive)
  useEffect(() => {
    if (wasLive.current !== isLive && document.activeElement === document.body) close.current?.focus()
    wasLive.current = isLive
  })
  return (
    <DialogFrame
      title={labels.title}
      onClose={onClose}
      size="medium"
      footer={
        <div className="buttons record-buttons">
          <CommandButton ref={close} label={labels.close} onPress={onClose} hasInitialFocus />
        </div>
      }
    >
      <ConnectionNotice />
      <RefusalNotice />
      {status !== null && (
        <div className="rehearsal">
          <Contents status={status} isCurrent={freshness(state) === 'current'} />
        </div>
      )}
    </DialogFrame>
  )
}
