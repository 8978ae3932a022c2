import type { Input, Refusal } from '../../shared/contract/contract.ts'
import type { RedundancySettings, SettingsFault, SettingsView } from '../../shared/contract/settings.ts'
import type { Role } from '../../shared/domain/roles.ts'
import {
  type AddressFault,
  type AddressParts,
  addressFault,
  addressText,
  partsOf,
} from '../kit/address-entry.ts'

/**
 * The dialog "Redundancy" as draft and committed state. Committed is what the engine said; the draft is only
 * what a person changed, laid over it, so that settings that were read again never lose a change. Pure.
 */

export const addressFields = ['primaryAddress', 'secondaryAddress', 'lineSwitchAddress'] as const
export type AddressFieldName = (typeof addressFields)[number]

export interface Values extends Readonly<Record<AddressFieldName, AddressParts>> {
  readonly enabled: boolean
  readonly role: Role
}

export type Edits = Partial<Values>

/** What is wrong with a field: the engine's word, or an address that cannot even be sent. */
export type FieldFault =
  | { readonly from: 'engine'; readonly code: SettingsFault['code'] }
  | { readonly from: 'entry'; readonly fault: AddressFault }
export type FieldName = Exclude<SettingsFault['field'], 'revision'>
export type Faults = Partial<Readonly<Record<FieldName, FieldFault>>>

/** Under so many characters a key can be guessed. */
export const WEAK_KEY_LENGTH = 12

export interface Draft {
  /** Null until it was read. */
  readonly committed: SettingsView | null
  readonly edits: Edits
  /** Null: untouched, the stored one is kept. */
  readonly key: string | null
  /** It was emptied by hand. */
  readonly isKeyEmptied: boolean
  /** It was made here, and is shown until it is applied or changed by hand. */
  readonly isKeyGenerated: boolean
  /** Null: untouched, the box shows what is. */
  readonly automatic: boolean | null
  readonly faults: Faults
  readonly phase: 'reading' | 'editing' | 'applying'
  /** Someone else changed the settings; they were read again. */
  readonly isStale: boolean
  /** The settings were taken, automatic take-over was not. */
  readonly isAppliedInPart: boolean
  readonly refusal: Refusal | null
  readonly isAskingToDisable: boolean
  /** Grows when something was refused: the focus then goes to the first fault. */
  readonly refusedCount: number
}

export const firstDraft: Draft = {
  committed: null,
  edits: {},
  key: null,
  isKeyEmptied: false,
  isKeyGenerated: false,
  automatic: null,
  faults: {},
  phase: 'reading',
  isStale: false,
  isAppliedInPart: false,
  refusal: null,
  isAskingToDisable: false,
  refusedCount: 0,
}

const valuesOf = (settings: RedundancySettings): Values => ({
  enabled: settings.enabled,
  role: settings.role,
  primaryAddress: partsOf(settings.primaryAddress),
  secondaryAddress: partsOf(settings.secondaryAddress),
  lineSwitchAddress: partsOf(settings.lineSwitchAddress),
})

/** What the fields show; null before the settings were read. */
export const shownValues = ({ committed, edits }: Draft): Values | null =>
  committed === null ? null : { ...valuesOf(committed.settings), ...edits }

const isSame = (first: Values[keyof Values], second: Values[keyof Values]): boolean =>
  typeof first === 'object' && typeof second === 'object'
    ? first.every((part, index) => part === second[index])
    : first === second

const dropped = (edits: Edits, name: keyof Values): Edits =>
  Object.fromEntries(Object.entries(edits).filter(([key]) => key !== name))

/** Edits that say what is committed anyway are none. */
const realEdits = (committed: SettingsView, edits: Edits): Edits => {
  const values = valuesOf(committed.settings)
  let real = edits
  for (const name of Object.keys(edits) as (keyof Values)[]) {
    const edit = edits[name]
    if (edit !== undefined && isSame(edit, values[name])) real = dropped(real, name)
  }
  return real
}

const withoutFault = (faults: Faults, ...names: readonly string[]): Faults =>
  Object.fromEntries(Object.entries(faults).filter(([field]) => !names.includes(field)))

/** The settings were read, for the first time or again. */
export const withCommitted = (draft: Draft, committed: SettingsView): Draft => ({
  ...draft,
  committed,
  edits: realEdits(committed, draft.edits),
  phase: draft.phase === 'reading' ? 'editing' : draft.phase,
})

export const withEdit = (draft: Draft, edit: Edits): Draft =>
  draft.committed === null
    ? draft
    : {
        ...draft,
        edits: realEdits(draft.committed, { ...draft.edits, ...edit }),
        faults: withoutFault(draft.faults, ...Object.keys(edit)),
      }

export const withAddress = (draft: Draft, field: AddressFieldName, parts: AddressParts): Draft =>
  withEdit(draft, { [field]: parts })

/** An emptied field keeps the stored key, as an untouched one does; that is said. */
export const withKey = (draft: Draft, key: string, isKeyGenerated: boolean): Draft => ({
  ...draft,
  key: key === '' ? null : key,
  isKeyEmptied: key === '',
  isKeyGenerated,
  faults: withoutFault(draft.faults, 'key'),
})

/** `now`: how the box stands without a person's hand on it. */
export const withAutomatic = (draft: Draft, automatic: boolean, now: boolean): Draft => ({
  ...draft,
  automatic: automatic === now ? null : automatic,
})

/** Unticking asks first; ticking does not. */
export const withEnabled = (draft: Draft, enabled: boolean): Draft =>
  !enabled && draft.committed?.settings.enabled === true
    ? { ...draft, isAskingToDisable: true }
    : withEdit(draft, { enabled })

export const withAnswerToDisable = (draft: Draft, isYes: boolean): Draft => {
  const asked = { ...draft, isAskingToDisable: false }
  return isYes ? withEdit(asked, { enabled: false }) : asked
}

// ---- committing ------------------------------------------------------------------------------

/** How the automatic box can be changed now: its committed state, or null where it cannot. */
export type BoxState = boolean | null

const changesSettings = ({ edits, key }: Draft): boolean => Object.keys(edits).length > 0 || key !== null

const changesAutomatic = ({ automatic }: Draft, box: BoxState): boolean =>
  box !== null && automatic !== null && automatic !== box

export const hasChanges = (draft: Draft, box: BoxState): boolean =>
  draft.committed !== null && (changesSettings(draft) || changesAutomatic(draft, box))

export type Plan =
  | { readonly kind: 'faults'; readonly faults: Faults }
  | {
      readonly kind: 'calls'
      readonly apply: Omit<Input<'apply'>, 'requestId'> | null
      readonly automatic: 'arm' | 'disarm' | null
    }

/** What OK and Apply do: faults that can be seen here, or the calls, in this order. */
export const planOf = (draft: Draft, box: BoxState): Plan => {
  const { committed, key } = draft
  const values = shownValues(draft)
  if (committed === null || values === null) return { kind: 'calls', apply: null, automatic: null }
  const faults: { [Name in FieldName]?: FieldFault } = {}
  for (const field of addressFields) {
    const fault = addressFault(values[field])
    if (fault !== null) faults[field] = { from: 'entry', fault }
  }
  if (Object.keys(faults).length > 0) return { kind: 'faults', faults }
  const settings: RedundancySettings = {
    enabled: values.enabled,
    role: values.role,
    primaryAddress: addressText(values.primaryAddress),
    secondaryAddress: addressText(values.secondaryAddress),
    lineSwitchAddress: addressText(values.lineSwitchAddress),
  }
  const isAutomaticChanged = changesAutomatic(draft, box) && values.enabled
  return {
    kind: 'calls',
    apply: changesSettings(draft) ? { revision: committed.revision, settings, key } : null,
    automatic: isAutomaticChanged ? (draft.automatic === true ? 'arm' : 'disarm') : null,
  }
}

export const withFaults = (draft: Draft, faults: Faults): Draft => ({
  ...draft,
  phase: 'editing',
  faults,
  isStale: false,
  isAppliedInPart: false,
  refusal: null,
  refusedCount: draft.refusedCount + 1,
})

export const withApplying = (draft: Draft): Draft => ({
  ...draft,
  phase: 'applying',
  faults: {},
  isStale: false,
  isAppliedInPart: false,
  refusal: null,
})

/** The settings were taken, and read again; what was typed since they were sent stays pending. */
export const withApplied = (draft: Draft, committed: SettingsView, sentKey: string | null): Draft => {
  const isKeySent = draft.key === sentKey
  return {
    ...draft,
    committed,
    edits: realEdits(committed, draft.edits),
    key: isKeySent ? null : draft.key,
    isKeyEmptied: draft.isKeyEmptied && !isKeySent,
    isKeyGenerated: draft.isKeyGenerated && !isKeySent,
  }
}

/** Everything was taken. */
export const withAllDone = (draft: Draft): Draft => ({ ...draft, phase: 'editing', automatic: null })

export const isStaleRefusal = (refusal: Refusal): boolean =>
  refusal.faults.some(({ code }) => code === 'stale')

/** A no to `apply`: faults go beside their fields, everything else stands above them. */
export const withRefusedSettings = (draft: Draft, refusal: Refusal): Draft => {
  const faults: { [Name in FieldName]?: FieldFault } = {}
  for (const { field, code } of refusal.faults) {
    if (field !== 'revision') faults[field] ??= { from: 'engine', code }
  }
  const isStale = isStaleRefusal(refusal)
  const isShownElsewhere = isStale || Object.keys(faults).length > 0
  return { ...withFaults(draft, faults), isStale, refusal: isShownElsewhere ? null : refusal }
}

/** A no to `arm` or `disarm`; `isAppliedInPart`: the settings before it were taken. */
export const withRefusedAutomatic = (draft: Draft, refusal: Refusal, isAppliedInPart: boolean): Draft => ({
  ...withFaults(draft, {}),
  isAppliedInPart,
  refusal,
})

export const withoutRefusal = (draft: Draft): Draft => ({
  ...draft,
  refusal: null,
  isStale: false,
  isAppliedInPart: false,
})

/** Whether the key that would be in use is short enough to be guessed; `isStoredWeak` is the engine's word. */
export const isKeyShort = ({ key }: Draft, isStoredWeak: boolean): boolean =>
  key === null ? isStoredWeak : key.length < WEAK_KEY_LENGTH
