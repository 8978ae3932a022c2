import type { Outcome } from '../../../shared/contract/contract.ts'
import type { SettingChange } from '../../../shared/contract/record.ts'
import type { Durable } from '../../../shared/core/durable.ts'
import { certificateLabels as labels } from '../../../shared/domain/labels.ts'
import type { Store } from '../store/store.ts'
import { note } from './note.ts'
import type { Pair } from './pair.ts'
import { notEnabled, refused } from './refused.ts'

/** What the engine holds back until a person has confirmed it. The core does not judge it; the record says who did. */

export interface Confirming {
  readonly store: Store<Durable>
  readonly version: string
  currentPair(): Pair | null
}

interface By {
  readonly requestId: string
  readonly person: string
}

const done = (
  { store, version }: Confirming,
  act: 'confirmDeletions' | 'acceptCertificate',
  change: SettingChange,
  by: By,
): Outcome => {
  note(store, version, { act, outcome: 'done', trigger: 'person', changes: [change], ...by })
  return { ok: true }
}

/** An answer comes by then; a disk that hangs may give none. What is confirmed later is recorded all the same. */
const ANSWER_MS = 10_000

const whyNot = (set: string, code: 'notHeld' | 'notRunning' | 'ended', isStandby: boolean): string => {
  switch (code) {
    case 'notHeld':
      return isStandby
        ? `This server is the standby and holds back no deletions in ${set}: confirm them on the active server.`
        : `No deletions in ${set} wait for confirmation on this server.`
    case 'notRunning':
      return `The copying of ${set} is not running on this server: look at its alarms, and confirm again when it is.`
    case 'ended':
      return `Whether the deletions in ${set} are confirmed is not known, for the copying was started again: look whether they are still held, and confirm again.`
  }
}

const noAnswer = (set: string): string =>
  `The copying of ${set} did not answer within ${ANSWER_MS / 1000} s, and may still do it: look whether the deletions are still held, and whether a disk hangs.`

export const confirmDeletions = async (context: Confirming, set: string, by: By): Promise<Outcome> => {
  const ids = context.store.site.replicatedSets.map(({ id }) => id)
  if (!ids.includes(set)) {
    const named = ids.join(', ') || 'none'
    return refused('fault', `There is no replicated set "${set}"; site.json names ${named}.`)
  }
  const pair = context.currentPair()
  if (pair === null) return notEnabled
  const { replicator } = pair.drivers
  const confirmed = replicator.confirmDeletions(set).then((outcome) => {
    if (!outcome.ok) return refused('fault', whyNot(set, outcome.code, replicator.copyOf() !== 0))
    const change = { field: `deletions.${set}`, from: outcome.count, to: 'confirmed' }
    return done(context, 'confirmDeletions', change, by)
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve(refused('fault', noAnswer(set))), ANSWER_MS)
  })
  return Promise.race([confirmed, late]).finally(() => clearTimeout(timer))
}

export const acceptCertificate = (context: Confirming, certificate: string, by: By): Outcome => {
  const pair = context.currentPair()
  if (pair === null) return notEnabled
  const { link } = pair.drivers
  const accepted = link.acceptCertificate(certificate)
  if (accepted === null) {
    const message = link.newCertificate() === null ? labels.none : labels.another
    return refused('fault', message)
  }
  const { was, is } = accepted
  return done(context, 'acceptCertificate', { field: 'peerCertificate', from: was, to: is }, by)
}
