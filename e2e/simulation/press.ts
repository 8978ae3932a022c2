import { forcePreviewOf } from '../../shared/core/force.ts'
import type { Command } from '../../shared/core/step-types.ts'
import type { Node } from './node-shape.ts'

/** A short one, so that its second half comes within the run. */
export const REHEARSAL_HOLD_MS = 5_000

/** A person presses a button of this server. */
export const press = (node: Node, requestId: string, command: Command | 'force' | 'rehearse'): void => {
  // Whoever hosts the engine refuses everything there but to enable it again.
  if (node.state?.mode === 'disabled') return
  const by = { requestId, person: 'operator' }
  if (command === 'rehearse') {
    node.input({ type: 'rehearse', plan: { window: null, holdMs: REHEARSAL_HOLD_MS }, ...by })
    return
  }
  if (command !== 'force') {
    node.input({ type: 'command', command, ...by })
    return
  }
  // The person reads what the window shows, and types just that.
  if (node.state === null) return
  const { revision, consent } = forcePreviewOf(node.state, node.localNow())
  node.input({ type: 'force', revision, consent, ...by })
}
