import { useId, useState } from 'react'
import type { ShownEntry } from '../../shared/contract/record.ts'
import {
  decisionWords,
  formatMoment,
  recordWindowLabels as labels,
  lostLimitSentence,
  parseLabel,
  recordLines,
} from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { DialogFrame } from '../kit/dialog-frame.tsx'
import { MnemonicText } from '../kit/mnemonic-text.tsx'
import { Notice } from '../kit/notice.tsx'
import { ConnectionNotice } from '../window/connection-notice.tsx'
import { asRefusal, useWindowState, useWindowStore } from '../window/window-store.ts'
import { Decision } from './decision.tsx'
import { filterOf, noFilter } from './draft-filter.ts'
import { Filters } from './filters.tsx'
import { saveFile } from './save-file.ts'
import { type ReadRecord, readAll, useRecord } from './use-record.ts'

const LINES_SHOWN = 12

/** "11/22, 14:15:55  Manual switch over: Done" */
const lineOf = ({ wallMs, offsetMinutes, ...entry }: ShownEntry): string =>
  `${formatMoment(wallMs, offsetMinutes)}  ${decisionWords(entry)}`

interface ListProps {
  readonly record: ReadRecord
  readonly chosen: number
  readonly onChoose: (index: number) => void
  readonly onOlder: () => void
}

/** The system's own list: arrow keys, Home, End and typing are known to everybody. */
const DecisionList = ({ record, chosen, onChoose, onOlder }: ListProps) => {
  const id = useId()
  const { entries, next, isReading } = record
  const lines = entries.map((entry, index) => ({ value: index, text: lineOf(entry) }))
  const count = isReading ? labels.reading : labels.count(entries.length, next !== null)
  return (
    <div className="decisions">
      <label htmlFor={id} data-mnemonic={parseLabel(labels.list).mnemonic ?? undefined}>
        <MnemonicText label={labels.list} />
      </label>
      <select
        id={id}
        className="text-field"
        size={LINES_SHOWN}
        value={chosen}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {lines.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <p className="quiet" role="status">
        {count}
      </p>
      {next !== null && !isReading && <CommandButton label={labels.older} onPress={onOlder} />}
    </div>
  )
}

/** The dialog "Decision Record": why control moved, or did not. */
export const DecisionRecord = ({ onClose }: { onClose: () => void }) => {
  const { client } = useWindowStore()
  const { record, search, readOlder } = useRecord(client)
  const [draft, setDraft] = useState(noFilter)
  const [chosen, setChosen] = useState(0)
  const [fault, setFault] = useState<string | null>(null)
  const { entries, damaged } = record
  const entry = entries[chosen]
  // The days are those of the server, whose local time the newest entry tells.
  const [offset, setOffset] = useState<number | null>(null)
  const known = offset ?? entries[0]?.offsetMinutes ?? 0
  const ask = (): void => {
    setOffset(known)
    setChosen(0)
    search(filterOf(draft, known))
  }
  const keep = async (kind: 'json' | 'text'): Promise<void> => {
    setFault(null)
    try {
      const { entries: all } = await readAll(client, filterOf(draft, known))
      if (kind === 'json') {
        const lines = all.map(({ offsetMinutes: _, ...one }) => JSON.stringify(one))
        saveFile('decision-record.jsonl', 'application/jsonl', lines)
      } else {
        const lines = all.flatMap((one) => [...recordLines(one, one.offsetMinutes), ''])
        saveFile('decision-record.txt', 'text/plain;charset=utf-8', lines)
      }
    } catch (error) {
      setFault(asRefusal(error).message)
    }
  }
  const lesson = lostLimitSentence(useWindowState((state) => state.status?.lostLimit ?? null))
  const said = fault ?? record.fault
  return (
    <DialogFrame
      title={labels.title}
      onClose={onClose}
      size="wide"
      footer={
        <div className="buttons record-buttons">
          <CommandButton label={labels.exportText} onPress={() => void keep('text')} />
          <CommandButton label={labels.exportJson} onPress={() => void keep('json')} />
          <CommandButton label={labels.close} onPress={onClose} />
        </div>
      }
    >
      <ConnectionNotice />
      {said !== null && (
        <Notice tone="bad" title={labels.notRead}>
          <p>{said}</p>
        </Notice>
      )}
      {damaged.length > 0 && (
        <Notice tone="caution" title={labels.damaged}>
          {damaged.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Notice>
      )}
      {lesson !== '' && (
        <Notice tone="info" title={labels.lesson}>
          <p>{lesson}</p>
        </Notice>
      )}
      <Filters draft={draft} onChange={setDraft} onSearch={ask} />
      <div className="record">
        <DecisionList record={record} chosen={chosen} onChoose={setChosen} onOlder={readOlder} />
        <section className="decision" aria-label={labels.decision} aria-live="polite">
          {entry === undefined ? (
            <p className="quiet">{record.isReading ? '' : labels.nothing}</p>
          ) : (
            <Decision entry={entry} />
          )}
        </section>
      </div>
    </DialogFrame>
  )
}
