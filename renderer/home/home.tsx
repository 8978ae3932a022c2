import { useContext } from 'react'
import type { Status } from '../../shared/contract/status.ts'
import {
  coldStartWords,
  commonLabels,
  confirmDeletionsLabels,
  controlSentence,
  controlUnknown,
  deletionsQuestion,
  fillCopyLabels,
  fillCopyQuestion,
  homeLabels as labels,
  lineWords,
  productName,
  systemWords,
} from '../../shared/domain/labels.ts'
import { menuEntries, shownEntries } from '../../shared/domain/menu-entries.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { ConfirmDialog } from '../kit/confirm-dialog.tsx'
import { FrameContext } from '../kit/dialog-frame.tsx'
import { Menu } from '../kit/menu.tsx'
import { StatusWord } from '../kit/status-word.tsx'
import { ValueRow, ValueRows } from '../kit/value-row.tsx'
import { AutomaticOffWarning } from '../window/automatic-off-warning.tsx'
import { ConnectionNotice } from '../window/connection-notice.tsx'
import { RefusalNotice } from '../window/refusal-notice.tsx'
import { freshness, shownStatus } from '../window/updates.ts'
import { useWindowState, useWindowStore } from '../window/window-store.ts'
import { Alarms } from './alarms.tsx'
import { AutomaticTakeOver, automaticWord } from './automatic-take-over.tsx'
import { lineTone } from './line-tone.ts'

interface OverviewProps {
  readonly status: Status
  readonly isCurrent: boolean
  readonly onOpenAdministration: () => void
}

const Overview = ({ status, isCurrent, onOpenAdministration }: OverviewProps) => {
  const store = useWindowStore()
  const { role, address } = status.currentServer
  const coldStart = isCurrent ? coldStartWords(status) : ''
  return (
    <section className="overview" aria-labelledby="control-sentence">
      <h2 id="control-sentence" aria-live="polite">
        {isCurrent ? controlSentence(status) : controlUnknown}
      </h2>
      {coldStart !== '' && <p>{coldStart}</p>}
      <div className="with-button">
        <ValueRows>
          <ValueRow label={labels.thisServer}>
            {systemWords(role)}
            {address !== '' && `, ${address}`}
          </ValueRow>
          <ValueRow label={labels.line}>
            {isCurrent ? (
              <StatusWord tone={lineTone(status)} word={lineWords(status)} />
            ) : (
              <StatusWord tone="unknown" word={commonLabels.unknown} />
            )}
          </ValueRow>
          <ValueRow label={labels.automatic}>
            <StatusWord
              tone={!isCurrent ? 'unknown' : status.automatic.armed ? 'good' : 'caution'}
              word={automaticWord(status, isCurrent)}
            />
          </ValueRow>
        </ValueRows>
        <CommandButton label={labels.status} onPress={onOpenAdministration} />
      </div>
      {isCurrent && (
        <AutomaticTakeOver
          status={status}
          onTurnOn={() => store.send('arm', {})}
          onTurnOff={() => store.send('disarm', {})}
        />
      )}
    </section>
  )
}

const held = {
  confirmDeletions: { labels: confirmDeletionsLabels, ask: deletionsQuestion },
  fillCopy: { labels: fillCopyLabels, ask: fillCopyQuestion },
} as const

/** Both let go what a suddenly empty folder holds back. */
const HeldQuestion = () => {
  const store = useWindowStore()
  const question = useWindowState((state) => state.question)
  if (question.kind !== 'confirmDeletions' && question.kind !== 'fillCopy') return null
  const { labels, ask } = held[question.kind]
  return (
    <ConfirmDialog
      title={labels.title}
      acceptLabel={labels.accept}
      cancelLabel={labels.cancel}
      onAccept={() => store.send('confirmDeletions', { set: question.set })}
      onCancel={() => store.ask({ kind: 'none' })}
    >
      <p>{ask(question.set)}</p>
    </ConfirmDialog>
  )
}

/** What the browser's menu can open. */
const browserEntries = menuEntries.filter((entry) => entry.shownIn === 'desktopAndBrowser')

interface HomeProps {
  readonly onOpen: (window: 'redundancy' | 'administration' | 'record' | 'rehearsal' | 'link') => void
}

/** The first page: this server, who is in control, what is wrong. */
export const Home = ({ onOpen }: HomeProps) => {
  const store = useWindowStore()
  const state = useWindowState((all) => all)
  const status = shownStatus(state)
  const isCurrent = freshness(state) === 'current'
  const isUncovered = state.dialogs.length === 0
  // The desktop window has a menu bar of its own.
  const frame = useContext(FrameContext)
  return (
    <>
      <header className="top-bar">
        <h1>{productName}</h1>
        {frame === 'page' && (
          <nav aria-label={labels.menuBar}>
            <Menu
              label={labels.menu}
              items={shownEntries(browserEntries, isCurrent ? status : null).map(({ entry, lock }) => ({
                label: entry.label,
                onPress: () => onOpen(entry.window),
                lock,
              }))}
            />
          </nav>
        )}
      </header>
      <main className="home">
        {isUncovered && (
          <>
            <ConnectionNotice />
            <RefusalNotice />
          </>
        )}
        {status !== null && (
          <>
            <Overview
              status={status}
              isCurrent={isCurrent}
              onOpenAdministration={() => onOpen('administration')}
            />
            {isCurrent ? (
              <Alarms alarms={status.alarms} onLink={() => onOpen('link')} onAsk={store.ask} />
            ) : (
              <p className="quiet">{labels.alarmsUnknown}</p>
            )}
          </>
        )}
      </main>
      <HeldQuestion />
      {isUncovered && <AutomaticOffWarning />}
    </>
  )
}
