import { useId } from 'react'
import type { Status } from '../../shared/contract/status.ts'
import { redundancyLabels as labels, redundancyNotes, storedKeyMask } from '../../shared/domain/labels.ts'
import { AddressField } from '../kit/address-field.tsx'
import { CheckRow, RadioRow } from '../kit/choice.tsx'
import { FieldError } from '../kit/field-row.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { KeyField } from '../kit/key-field.tsx'
import { MissingList } from '../kit/missing-list.tsx'
import type { AutomaticBox } from './automatic-box.ts'
import {
  type AddressFieldName,
  type Draft,
  isKeyShort,
  type Values,
  withAddress,
  withAutomatic,
  withEdit,
  withEnabled,
  withKey,
} from './draft.ts'
import { addressWarning, errorOf, incompleteAt } from './field-words.ts'
import { newKey } from './new-key.ts'
import type { RedundancyStore } from './redundancy-store.ts'

interface Props {
  readonly draft: Draft
  readonly values: Values
  readonly box: AutomaticBox
  /** Null: not known now. */
  readonly status: Status | null
  readonly store: RedundancyStore
}

const Enable = ({ draft, values, store }: Props) => {
  const id = useId()
  const error = errorOf(draft, 'enabled')
  return (
    <div>
      <CheckRow
        label={labels.enable}
        isTicked={values.enabled}
        onChange={(isTicked) => store.change((now) => withEnabled(now, isTicked))}
        describedBy={error === null ? undefined : id}
        isInvalid={error !== null}
        hasInitialFocus
      />
      {error !== null && <FieldError id={id} text={error} />}
    </div>
  )
}

const SystemRole = ({ draft, values, store }: Props) => {
  const id = useId()
  const error = errorOf(draft, 'role')
  const roles = ['primary', 'secondary'] as const
  return (
    <GroupBox title={labels.role} className="system-role">
      <div className="choices">
        {roles.map((role) => (
          <RadioRow
            key={role}
            label={labels[role]}
            name={`${id}-role`}
            isChosen={values.role === role}
            onChoose={() => store.change((now) => withEdit(now, { role }))}
            describedBy={error === null ? undefined : id}
            isInvalid={error !== null}
          />
        ))}
      </div>
      {error !== null && <FieldError id={id} text={error} />}
    </GroupBox>
  )
}

const Address = ({ field, draft, values, store }: Props & { field: AddressFieldName }) => (
  <AddressField
    label={labels[field]}
    parts={values[field]}
    onChange={(parts) => store.change((now) => withAddress(now, field, parts))}
    error={errorOf(draft, field)}
    incompleteAt={incompleteAt(draft, field)}
    warning={addressWarning(draft, values, field)}
  />
)

const keyHint = ({ committed, isKeyGenerated, isKeyEmptied }: Draft): string | null => {
  if (isKeyGenerated) return redundancyNotes.generatedKey
  return isKeyEmptied && committed?.hasKey === true ? redundancyNotes.keyKept : null
}

const Key = ({ draft, status, store }: Props) => {
  const isStoredWeak = status?.alarms.some(({ code }) => code === 'weakKey') === true
  return (
    <KeyField
      label={labels.key}
      generateLabel={labels.generate}
      value={draft.key ?? ''}
      mask={draft.committed?.hasKey === true ? storedKeyMask : ''}
      isShown={draft.isKeyGenerated}
      onChange={(key) => store.change((now) => withKey(now, key, false))}
      onGenerate={() =>
        store.change((now) =>
          withKey(
            now,
            newKey((bytes) => crypto.getRandomValues(bytes)),
            true,
          ),
        )
      }
      error={errorOf(draft, 'key')}
      warning={isKeyShort(draft, isStoredWeak) ? redundancyNotes.shortKey : null}
      hint={keyHint(draft)}
    />
  )
}

const Automatic = ({ draft, box, store }: Props) => {
  const id = useId()
  const isLocked = box.reason !== null
  return (
    <div className="automatic">
      <CheckRow
        label={labels.automatic}
        isTicked={isLocked ? box.isTicked : (draft.automatic ?? box.isTicked)}
        onChange={(isTicked) => store.change((now) => withAutomatic(now, isTicked, box.isTicked === true))}
        isLocked={isLocked}
        describedBy={isLocked ? id : undefined}
      />
      {isLocked && (
        <div id={id} className="box-reason">
          {box.missing.length === 0 ? (
            <p className="hint">{box.reason}</p>
          ) : (
            <div className="missing">
              <p className="missing-title">{box.reason}</p>
              <MissingList items={box.missing} />
            </div>
          )}
        </div>
      )}
    </div>
  )
}

/** The controls of the dialog, in the order of the Tab key. */
export const Fields = (props: Props) => (
  <div className="fields">
    <Enable {...props} />
    <SystemRole {...props} />
    <div className="field-rows">
      <Address field="primaryAddress" {...props} />
      <Address field="secondaryAddress" {...props} />
      <Address field="lineSwitchAddress" {...props} />
      <Key {...props} />
    </div>
    <Automatic {...props} />
  </div>
)
