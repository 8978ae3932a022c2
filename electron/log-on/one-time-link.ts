import type { LogOnRefusal } from '../../shared/contract/desktop.ts'
import type { Place } from '../engine/admin/service-file.ts'

/** A pasted one-time link, judged before anything is sent. */
export type LinkJudgement =
  | { readonly ok: true; readonly place: Place; readonly token: string }
  | { readonly ok: false; readonly why: LogOnRefusal }

const no = (why: LogOnRefusal): LinkJudgement => ({ ok: false, why })

const urlOf = (text: string): URL | null => {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/** `new URL` writes every spelling of an IPv4 address with four plain numbers. */
const isLoopback = (host: string): boolean => /^127(\.\d{1,3}){3}$/.test(host)

/**
 * Without TLS a link and its cookie must not leave this computer: only loopback addresses are used. Names
 * are not looked up; `localhost` is 127.0.0.1.
 */
export const judgeLink = (text: string, ownPlace: Place | null): LinkJudgement => {
  const url = urlOf(text.trim())
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return no('notALink')
  const token = url.searchParams.get('link') ?? ''
  const hasOnlyThat = url.username === '' && url.password === '' && url.pathname === '/' && url.hash === ''
  if (!hasOnlyThat || !/^[A-Za-z0-9_-]{16,64}$/.test(token)) return no('notALink')
  const address = url.hostname === 'localhost' ? '127.0.0.1' : url.hostname
  if (!isLoopback(address)) return no('notThisComputer')
  if (url.protocol !== 'http:') return no('notALink')
  const port = url.port === '' ? 80 : Number(url.port)
  if (ownPlace !== null && ownPlace.address === address && ownPlace.port === port) return no('thisServer')
  return { ok: true, place: { address, port }, token }
}
