import { type FormEvent, type ReactNode, useId } from 'react'
import { recordOutcomes } from '../../shared/contract/record.ts'
import { acts } from '../../shared/core/step-types.ts'
import {
  actWords,
  recordWindowLabels as labels,
  parseLabel,
  recordOutcomeWords,
} from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { MnemonicText } from '../kit/mnemonic-text.tsx'
import type { DraftFilter } from './draft-filter.ts'

const Field = ({ label, children }: { label: string; children: (id: string) => ReactNode }) => {
  const id = useId()
  return (
    <div className="filter">
      <label htmlFor={id} data-mnemonic={parseLabel(label).mnemonic ?? undefined}>
        <MnemonicText label={label} />
      </label>
      {children(id)}
    </div>
  )
}

interface Props {
  readonly draft: DraftFilter
  readonly onChange: (draft: DraftFilter) => void
  readonly onSearch: () => void
}

/** What is looked for; Enter searches. */
export const Filters = ({ draft, onChange, onSearch }: Props) => {
  const input = (name: keyof DraftFilter, type: 'date' | 'search') => (id: string) => (
    <input
      id={id}
      className="text-field"
      type={type}
      value={draft[name]}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange({ ...draft, [name]: event.currentTarget.value })}
    />
  )
  const choice =
    (name: 'act' | 'outcome', values: readonly string[], words: (value: never) => string) => (id: string) => (
      <select
        id={id}
        className="text-field"
        value={draft[name]}
        onChange={(event) => onChange({ ...draft, [name]: event.currentTarget.value })}
      >
        <option value="">{labels.any}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {words(value as never)}
          </option>
        ))}
      </select>
    )
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onSearch()
  }
  return (
    <form className="filters" onSubmit={submit} aria-label={labels.filters}>
      <Field label={labels.from}>{input('from', 'date')}</Field>
      <Field label={labels.to}>{input('to', 'date')}</Field>
      <Field label={labels.act}>{choice('act', acts, actWords)}</Field>
      <Field label={labels.outcome}>{choice('outcome', recordOutcomes, recordOutcomeWords)}</Field>
      <Field label={labels.person}>{input('person', 'search')}</Field>
      <Field label={labels.text}>{input('text', 'search')}</Field>
      <CommandButton label={labels.search} onPress={() => undefined} isDefault isSubmit />
    </form>
  )
}
