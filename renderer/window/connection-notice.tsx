import { commonLabels } from '../../shared/domain/labels.ts'
import { Notice } from '../kit/notice.tsx'
import { useServer } from './shell-context.ts'
import { type Freshness, freshness } from './updates.ts'
import { useWindowState } from './window-store.ts'

const words = {
  connecting: commonLabels.connecting,
  connectionLost: commonLabels.connectionLost,
  stale: commonLabels.stale,
} as const satisfies Record<Exclude<Freshness, 'current'>, string>

/** Says so when what is shown cannot be believed. */
export const ConnectionNotice = () => {
  const how = useWindowState(freshness)
  const server = useServer()
  if (how === 'current') return null
  // The log-on has ended, which is said instead: nobody tries again.
  if (server.kind === 'there' && server.isOver) return null
  if (how === 'connecting') return <p className="quiet">{words.connecting}</p>
  return <Notice tone="unknown" title={words[how]} />
}
