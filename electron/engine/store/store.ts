import type { z } from 'zod'
import type { Site } from '../../../shared/contract/site.ts'
import { ensureAdminToken } from './admin-token.ts'
import { type ControlState, openControlState } from './control-state.ts'
import { keepReserve, openDataFolder } from './data-folder.ts'
import { type DiagnosticLog, openDiagnosticLog } from './diagnostic-log.ts'
import type { Fault } from './fault.ts'
import { takeLock } from './lock.ts'
import { type DecisionRecord, openRecord } from './record.ts'
import { openSettings, type SettingsStore } from './settings.ts'
import { readSite } from './site.ts'

/** Everything an engine keeps on the disk, opened in the one right order under the engine's lock. */
export interface Store<T> {
  readonly dataDir: string
  readonly log: DiagnosticLog
  readonly settings: SettingsStore
  readonly site: Site
  readonly control: ControlState<T>
  readonly record: DecisionRecord
  readonly token: string
  /** What was found and repaired, and what a person should know: one sentence each, also in the log. */
  readonly notices: readonly Notice[]
  /** Ends the record and the log and gives the lock back. */
  close(): Promise<void>
}

/** The codes are the alarms of the status. */
export interface Notice {
  readonly code: 'stateRepaired' | 'recordRepaired' | 'dataFolderOpenToOthers' | 'diskFull'
  readonly message: string
}

export const openStore = <T>(
  dataDir: string,
  schema: z.ZodType<T>,
  initial: T,
): { ok: true; store: Store<T> } | Fault => {
  const folder = openDataFolder(dataDir)
  if (!folder.ok) return folder
  const lock = takeLock(folder.path)
  if (!lock.ok) return lock
  const undo: (() => void)[] = [lock.release]
  const refuse = (fault: Fault): Fault => {
    for (const step of undo.reverse()) step()
    return fault
  }
  const log = openDiagnosticLog(folder.path)
  undo.push(log.close)
  const diskFull = !keepReserve(folder.path) || folder.diskFull
  const site = readSite(folder.path)
  if (!site.ok) return refuse({ ok: false, message: site.message })
  const settings = openSettings(folder.path)
  if (!settings.ok) return refuse(settings)
  const token = ensureAdminToken(folder.path)
  if (!token.ok) return refuse(token)
  const control = openControlState(folder.path, schema, initial)
  if (!control.ok) return refuse(control)
  undo.push(control.state.close)
  const record = openRecord(folder.path, log.info)
  if (!record.ok) return refuse(record)

  for (const secret of [settings.settings.key(), token.token, site.site.lineSwitch.password]) {
    if (secret !== null) log.hide(secret)
  }
  const notices = [
    ...(control.repaired === null ? [] : [{ code: 'stateRepaired' as const, message: control.repaired }]),
    ...record.repaired.map((message) => ({ code: 'recordRepaired' as const, message })),
    ...folderNotices(folder.path, folder.openToOthers, diskFull),
  ]
  for (const notice of notices) log.warn(notice.message)
  return {
    ok: true,
    store: {
      dataDir: folder.path,
      log,
      settings: settings.settings,
      site: site.site,
      control: control.state,
      record: record.record,
      token: token.token,
      notices,
      close: async () => {
        await record.record.close()
        control.state.close()
        log.close()
        lock.release()
      },
    },
  }
}

const folderNotices = (folder: string, openToOthers: boolean, diskFull: boolean): Notice[] => [
  ...(openToOthers
    ? [
        {
          code: 'dataFolderOpenToOthers' as const,
          message: `Other users can look into the data folder ${folder}: run "chmod 700 ${folder}".`,
        },
      ]
    : []),
  ...(diskFull
    ? [
        {
          code: 'diskFull' as const,
          message: `The disk of ${folder} is full: decisions are kept in memory until there is room.`,
        },
      ]
    : []),
]
