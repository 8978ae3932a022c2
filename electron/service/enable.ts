import type { RedundancySettings } from '../../shared/contract/settings.ts'
import { disableDone, otherNetworkSentence } from '../../shared/domain/labels.ts'
import { networkLeft } from '../../shared/domain/subnet.ts'
import { isNoPlainFile, readSmall } from '../engine/store/atomic-file.ts'
import { type Command, finish, newRequestId } from './command.ts'
import type { Console } from './console.ts'
import type { Choices } from './options.ts'

/** `enable` and `disable`: what OK in the dialog "Redundancy" does. */

const MOST_KEY_BYTES = 1024
const STRONG_KEY_LENGTH = 12
const PROMPT = 'Redundancy Key (not shown; Enter alone keeps a stored one): '

type ReadKey =
  | { readonly ok: true; readonly key: string | null }
  | { readonly ok: false; readonly message: string }

/** The key from the file, the terminal or standard input, without the line end; null when none is given. */
const readKey = async ({ keyFile }: Choices, console: Console): Promise<ReadKey> => {
  let given: string
  if (keyFile === undefined) given = await console.readSecret(PROMPT)
  else {
    if (isNoPlainFile(keyFile)) {
      const message = `The key file ${keyFile} is not a plain file: name one that holds the key, or give the key through a pipe.`
      return { ok: false, message }
    }
    const read = readSmall(keyFile, MOST_KEY_BYTES)
    if (!read.ok) return read
    if (read.text === null) return { ok: false, message: `The key file ${keyFile} does not exist.` }
    given = read.text
  }
  const key = given.replace(/\r?\n$/, '')
  if (key.length > 256 || key.includes('\n')) {
    return { ok: false, message: 'The Redundancy Key is one line of at most 256 characters.' }
  }
  if (key === '' && keyFile !== undefined) return { ok: false, message: `The key file ${keyFile} is empty.` }
  return { ok: true, key: key === '' ? null : key }
}

export const enable: Command = async (service, choices, console) => {
  const { role, primary, secondary, lineSwitch } = choices
  if (role === undefined || primary === undefined || secondary === undefined) {
    throw new Error('The options of enable were not checked.')
  }
  const read = await readKey(choices, console)
  if (!read.ok) {
    console.err(`redundancy: ${read.message}`)
    return 1
  }
  const { revision, ownAddresses } = await service.call('settings', {})
  const settings: RedundancySettings = {
    enabled: true,
    role,
    primaryAddress: primary,
    secondaryAddress: secondary,
    lineSwitchAddress: lineSwitch ?? '',
  }
  if (read.key !== null && read.key.length < STRONG_KEY_LENGTH) {
    console.err(`Warning: a Redundancy Key under ${STRONG_KEY_LENGTH} characters can be guessed.`)
  }
  const [own, other] = role === 'primary' ? [primary, secondary] : [secondary, primary]
  const network = networkLeft(ownAddresses, own, other)
  if (network !== null) console.err(`Warning: ${other}: ${otherNetworkSentence(network)}`)
  const outcome = await service.call('apply', {
    requestId: newRequestId(),
    revision,
    settings,
    key: read.key,
  })
  return finish('Redundancy was not enabled', outcome, 'Redundancy is enabled.', console)
}

export const disable: Command = async (service, _, console) => {
  const { revision, settings } = await service.call('settings', {})
  if (!settings.enabled) {
    console.out('Redundancy is not enabled on this server: there is nothing to disable.')
    return 0
  }
  const outcome = await service.call('apply', {
    requestId: newRequestId(),
    revision,
    settings: { ...settings, enabled: false },
    key: null,
  })
  const { alarms } = await service.call('status', {})
  return finish('Redundancy was not disabled', outcome, disableDone(alarms), console)
}
