import type { SettingChange } from '../contract/record.ts'
import type { Site } from '../contract/site.ts'

/** `site.json` field by field, so that two of them can be compared without keeping what nobody else may read. */

/** Of a field that may hold a secret, or is too long to be read, only what tells whether it is another one. */
export type SiteValue = string | number | boolean | { readonly digest: string }
export type SiteValues = Readonly<Record<string, SiteValue>>

/** Passwords stand in command lines and in addresses of pages too. */
const hidden: readonly string[] = [
  'password',
  'number',
  'argv',
  'start',
  'stop',
  'readiness',
  'url',
  'phonesUrl',
]
const MOST_SHOWN = 200

const hasId = (item: unknown): item is { readonly id: string } =>
  typeof item === 'object' && item !== null && 'id' in item

const shown = (value: unknown): string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' ? value : String(value ?? '')

type Field = readonly [string, SiteValue]

/** `digest` is given, as it is made by other means in each runtime. */
export const siteValues = (site: Site, digest: (text: string) => string): SiteValues => {
  const brief = (path: string, value: string | number | boolean): Field => [
    path,
    typeof value === 'string' && value.length > MOST_SHOWN ? { digest: digest(value) } : value,
  ]
  const listed = (path: string, items: readonly unknown[]): Field[] => [
    // Their order counts: services are started in it.
    brief(path, items.map((item) => (hasId(item) ? item.id : String(item))).join(', ')),
    ...items.flatMap((item) => (hasId(item) ? grouped(`${path}.${item.id}`, item) : [])),
  ]
  const grouped = (path: string, group: object): Field[] =>
    Object.entries(group).flatMap(([name, value]: [string, unknown]): Field[] => {
      if (name === 'id') return []
      const at = path === '' ? name : `${path}.${name}`
      if (hidden.includes(name)) return [[at, { digest: digest(JSON.stringify(value)) }]]
      if (Array.isArray(value)) return listed(at, value)
      return typeof value === 'object' && value !== null ? grouped(at, value) : [brief(at, shown(value))]
    })
  return Object.fromEntries(grouped('', site))
}

/** What is in one only counts as empty in the other. */
export const siteChanges = (before: SiteValues, after: SiteValues): SettingChange[] =>
  [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((field): SettingChange[] => {
    const from = before[field] ?? ''
    const to = after[field] ?? ''
    if (typeof from === 'object' || typeof to === 'object')
      return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, secret: true }]
    return from === to ? [] : [{ field, from, to }]
  })
