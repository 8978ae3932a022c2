import type { Outcome } from '../../../shared/contract/contract.ts'
import type { SettingChange } from '../../../shared/contract/record.ts'
import type { Durable } from '../../../shared/core/durable.ts'
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

export const confirmDeletions = (context: Confirming, set: string, by: By): Outcome => {
  const ids = context.store.site.replicatedSets.map(({ id }) => id)
  if (!ids.includes(set)) {
    const named = ids.join(', ') || 'none'
    return refused('fault', `There is no replicated set "${set}"; site.json names ${named}.`)
  }
  const pair = context.currentPair()
  if (pair === null) return notEnabled
  const { replicator } = pair.drivers
  const { problem } = replicator.view()
  if (problem === null) {
    return refused('fault', `No deletions wait for confirmation on this server; look at the other one.`)
  }
  replicator.confirmDeletions(set)
  const from = problem.name === set && problem.count > 0 ? problem.count : 'held'
  return done(context, 'confirmDeletions', { field: `deletions.${set}`, from, to: 'confirmed' }, by)
}

export const acceptCertificate = (context: Confirming, by: By): Outcome => {
  const pair = context.currentPair()
  if (pair === null) return notEnabled
  const accepted = pair.drivers.link.acceptCertificate()
  if (accepted === null) {
    return refused('fault', 'No new certificate waits on this server; look at the other one.')
  }
  const { was, is } = accepted
  return done(context, 'acceptCertificate', { field: 'peerCertificate', from: was, to: is }, by)
}
