import {
  otherNetworkSentence,
  ownAddressesSentence,
  redundancyNotes,
  settingsFaultWords,
} from '../../shared/domain/labels.ts'
import { networkLeft } from '../../shared/domain/subnet.ts'
import { type AddressParts, addressFault, addressText } from '../kit/address-entry.ts'
import { addressFaultWords } from '../kit/address-field.tsx'
import type { AddressFieldName, Draft, FieldName, Values } from './draft.ts'

/** What stands beside a field, in words. */

/** Loopback is every server's own, and no help to name. */
const nameable = (draft: Draft): string[] =>
  (draft.committed?.ownAddresses ?? [])
    .map(({ address }) => address)
    .filter((address) => !address.startsWith('127.'))

/** What is wrong with the field, or null. */
export const errorOf = (draft: Draft, field: FieldName): string | null => {
  const fault = draft.faults[field]
  if (fault === undefined) return null
  if (fault.from === 'entry') return addressFaultWords(fault.fault)
  const { text } = settingsFaultWords({ field, code: fault.code })
  return fault.code === 'notThisServer' ? `${text} ${ownAddressesSentence(nameable(draft))}`.trim() : text
}

/** The part that has still to be filled in, after it was tried without. */
export const incompleteAt = (draft: Draft, field: AddressFieldName): number | null => {
  const fault = draft.faults[field]
  return fault?.from === 'entry' && fault.fault.kind === 'incomplete' ? fault.fault.index : null
}

/** Whether it is an address of this server that its system may change by itself. */
const isDynamic = (draft: Draft, parts: AddressParts): boolean => {
  const text = addressText(parts)
  return (draft.committed?.ownAddresses ?? []).some(
    ({ address, isDynamic: isMarked }) => isMarked === true && address === text,
  )
}

/** What a person should know of an address that can be used. */
export const addressWarning = (draft: Draft, values: Values, field: AddressFieldName): string | null => {
  if (isDynamic(draft, values[field])) return redundancyNotes.dynamicAddress
  const other = values.role === 'primary' ? 'secondaryAddress' : 'primaryAddress'
  if (field !== other || addressFault(values[other]) !== null) return null
  const own = addressText(values[values.role === 'primary' ? 'primaryAddress' : 'secondaryAddress'])
  const network = networkLeft(draft.committed?.ownAddresses ?? [], own, addressText(values[other]))
  return network === null ? null : otherNetworkSentence(network)
}
