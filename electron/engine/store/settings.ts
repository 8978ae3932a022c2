import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import {
  type RedundancySettings,
  redundancySettings,
  type StoredSettings,
} from '../../../shared/contract/settings.ts'
import { readSmall, writeAtomic } from './atomic-file.ts'
import { causeOf, type Fault, fault } from './fault.ts'
import { parseJson } from './json-fault.ts'
import { schemaFaults } from './schema-words.ts'

/**
 * What the dialog "Redundancy" commits. The key stands in a file of its own, so that the settings can be
 * read, copied and shown without it.
 */
export interface SettingsStore {
  view(): StoredSettings
  /** The stored key, or null. For the link's proof only: never logged, never sent. */
  key(): string | null
  /** `key` null keeps the stored one. The revision grows with every call that is done. */
  save(settings: RedundancySettings, key: string | null): { ok: true; view: StoredSettings } | Fault
  /** It is disabled whatever this file says, and so it is here from now on; each call tries to write it. */
  disable(): void
  /** Why the file does not say so yet, in one sentence; null: it does. */
  unsaved(): string | null
}

const MOST_BYTES = 64 * 1024
const fileSchema = z
  .object({ revision: z.number().int().nonnegative(), settings: redundancySettings })
  .strict()

export const newSystemSettings: RedundancySettings = {
  enabled: false,
  role: 'primary',
  primaryAddress: '',
  secondaryAddress: '',
  lineSwitchAddress: '',
}

const readKey = (file: string): { ok: true; key: string | null } | Fault => {
  const read = readSmall(file, 1024)
  if (!read.ok || read.text === null) return read.ok ? { ok: true, key: null } : read
  try {
    fs.chmodSync(file, 0o600)
  } catch (error) {
    return fault(`${file} could not be closed to other users: ${causeOf(error)}.`)
  }
  const key = read.text.replace(/\n$/, '')
  return { ok: true, key: key === '' ? null : key }
}

const readSettings = (file: string): { ok: true; revision: number; settings: RedundancySettings } | Fault => {
  const read = readSmall(file, MOST_BYTES)
  if (!read.ok) return read
  if (read.text === null) return { ok: true, revision: 0, settings: newSystemSettings }
  const json = parseJson(read.text)
  const advice = 'Restore it from a backup, or remove it and enter the settings again.'
  if (!json.ok) return fault(`${file} ${json.what}. ${advice}`)
  const parsed = fileSchema.safeParse(json.value, { reportInput: true })
  if (!parsed.success) return fault(`${schemaFaults(file, parsed.error)[0]} ${advice}`)
  return { ok: true, ...parsed.data }
}

export const openSettings = (dataDir: string): { ok: true; settings: SettingsStore } | Fault => {
  const file = path.join(dataDir, 'redundancy.json')
  const keyFile = path.join(dataDir, 'redundancy-key')
  const read = readSettings(file)
  if (!read.ok) return read
  const readKeyFile = readKey(keyFile)
  if (!readKeyFile.ok) return readKeyFile
  let { revision, settings } = read
  let storedKey = readKeyFile.key
  const view = (): StoredSettings => ({ settings, revision, hasKey: storedKey !== null })
  let unsaved: string | null = null
  const write = (content: { revision: number; settings: RedundancySettings }) =>
    writeAtomic(file, `${JSON.stringify(content, null, 2)}\n`)
  const save: SettingsStore['save'] = (next, key) => {
    // The key first: redundancy is never enabled on the disk without the key it was enabled with.
    if (key !== null && key !== storedKey) {
      const written = writeAtomic(keyFile, `${key}\n`)
      if (!written.ok) return written
      storedKey = key
    }
    const written = write({ revision: revision + 1, settings: next })
    if (!written.ok) return written
    revision += 1
    settings = next
    unsaved = null
    return { ok: true, view: view() }
  }
  const disable = (): void => {
    if (settings.enabled) {
      revision += 1
      settings = { ...settings, enabled: false }
    }
    const written = write({ revision, settings })
    unsaved = written.ok ? null : written.message
  }
  return { ok: true, settings: { view, key: () => storedKey, save, disable, unsaved: () => unsaved } }
}
