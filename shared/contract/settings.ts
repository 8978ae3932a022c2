import { z } from 'zod'
import { ipv4Pattern } from '../domain/ipv4.ts'

/** An IPv4 address in dotted form. Host names are refused: a name service is one more thing that fails. */
export const ipv4 = z.string().regex(ipv4Pattern, 'ipv4')

export const roleSchema = z.enum(['primary', 'secondary'])

/** What the "Redundancy" dialog commits. The key is never part of what is read back. */
export const redundancySettings = z
  .object({
    enabled: z.boolean(),
    role: roleSchema,
    primaryAddress: ipv4.or(z.literal('')),
    secondaryAddress: ipv4.or(z.literal('')),
    /** Blank: no line switch, so no arbiter. */
    lineSwitchAddress: ipv4.or(z.literal('')),
  })
  .strict()
export type RedundancySettings = z.infer<typeof redundancySettings>

export const ownAddress = z
  .object({
    address: z.string(),
    /** Given for a time only (DHCP), as the system says; null where it cannot say. Loopback counts as static. */
    isDynamic: z.boolean().nullable(),
    /** The length of its network's prefix; null where the system does not say. */
    prefix: z.number().int().min(0).max(32).nullable(),
  })
  .strict()
export type OwnAddress = z.infer<typeof ownAddress>

export const settingsView = z
  .object({
    settings: redundancySettings,
    /** Grows with every accepted change; `apply` names the one it read. */
    revision: z.number().int().nonnegative(),
    hasKey: z.boolean(),
    /** The IPv4 addresses of this server as its system lists them. */
    ownAddresses: z.array(ownAddress),
  })
  .strict()
export type SettingsView = z.infer<typeof settingsView>
/** What a server keeps of it. */
export type StoredSettings = Omit<SettingsView, 'ownAddresses'>

/** Why a setting is refused: the field and a code whose words stand in the label table. */
export const settingsFaultCodes = [
  'missing',
  'notAnAddress',
  'notThisServer',
  'mustDiffer',
  'keyMissing',
  'keyBlank',
  'stale',
  'switchOverRunning',
  'disableFirst',
  'disarmFirst',
  'notAHost',
] as const
export const settingsFault = z
  .object({
    field: z.enum([
      'enabled',
      'role',
      'primaryAddress',
      'secondaryAddress',
      'lineSwitchAddress',
      'key',
      'revision',
    ]),
    code: z.enum(settingsFaultCodes),
  })
  .strict()
export type SettingsFault = z.infer<typeof settingsFault>
