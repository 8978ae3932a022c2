import net from 'node:net'
import type { RedundancySettings, SettingsFault } from '../../../shared/contract/settings.ts'

/** Whether a socket of this machine can be bound to the address. */
export const isOwnAddress = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(0, address, () => server.close(() => resolve(true)))
  })

type Field = SettingsFault['field']

interface Context {
  readonly hasKey: boolean
  /** A new key is given, and nothing of it can be seen. */
  readonly isKeyBlank: boolean
  readonly isOwn: boolean
  /** Another key is given while automatic take-over counts on the link of the one that is stored. */
  readonly isKeyNeeded: boolean
}

/** 0.x.x.x, multicast, reserved and broadcast: never the address of a machine. */
const isNoHost = (address: string): boolean => {
  const first = Number(address.split('.')[0])
  return address !== '' && (first === 0 || first >= 224)
}

/** What must hold of the dialog's values before they can be enabled; pure but for the own address. */
export const settingsFaults = (next: RedundancySettings, context: Context): SettingsFault[] => {
  const faults: SettingsFault[] = []
  const add = (field: Field, code: SettingsFault['code']): void => {
    faults.push({ field, code })
  }
  const { primaryAddress, secondaryAddress, lineSwitchAddress } = next
  for (const field of ['primaryAddress', 'secondaryAddress', 'lineSwitchAddress'] as const)
    if (isNoHost(next[field])) add(field, 'notAHost')
  if (next.enabled && primaryAddress === '') add('primaryAddress', 'missing')
  if (next.enabled && secondaryAddress === '') add('secondaryAddress', 'missing')
  if (primaryAddress !== '' && primaryAddress === secondaryAddress) add('secondaryAddress', 'mustDiffer')
  const isBoxTaken =
    lineSwitchAddress !== '' && [primaryAddress, secondaryAddress].includes(lineSwitchAddress)
  if (isBoxTaken) add('lineSwitchAddress', 'mustDiffer')
  if (next.enabled && !context.hasKey) add('key', 'keyMissing')
  if (context.isKeyBlank) add('key', 'keyBlank')
  if (next.enabled && faults.length === 0 && !context.isOwn) {
    add(next.role === 'primary' ? 'primaryAddress' : 'secondaryAddress', 'notThisServer')
  }
  return faults
}

/** What cannot change under a running pair; unticking Enable first makes it possible. */
export const changesUnderWay = (old: RedundancySettings, next: RedundancySettings): SettingsFault[] => {
  if (!old.enabled || !next.enabled) return []
  const fields = ['role', 'primaryAddress', 'secondaryAddress', 'lineSwitchAddress'] as const
  return fields.flatMap((field) =>
    old[field] === next[field] ? [] : [{ field, code: 'disableFirst' as const }],
  )
}

/** Values that cannot be used at all would be no better with Enable unticked: they are named alone. */
export const changeFaults = (
  old: RedundancySettings,
  next: RedundancySettings,
  context: Context,
): SettingsFault[] => {
  const wrong = settingsFaults(next, context)
  if (wrong.length > 0) return wrong
  const isKeyHeld = old.enabled && next.enabled && context.isKeyNeeded
  return [
    ...changesUnderWay(old, next),
    ...(isKeyHeld ? [{ field: 'key', code: 'disarmFirst' } as const] : []),
  ]
}
