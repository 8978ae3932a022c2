import { otherServerLabels as labels, loggedOnWords } from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { Notice } from '../kit/notice.tsx'
import { useServer, useShell } from '../window/shell-context.ts'

/** On top of every window that talks to another server than the one here: which one, and when that has ended. */
export const ServerBar = () => {
  const server = useServer()
  const shell = useShell()
  if (server.kind === 'here') return null
  return (
    <div className="server-bar">
      <p className="server-name">{loggedOnWords(server.address)}</p>
      {server.isOver && (
        <Notice tone="bad" title={labels.over(server.address)}>
          <p>{labels.overReason}</p>
          <div className="server-ways">
            <CommandButton label={labels.back} onPress={() => shell.logOn(null)} />
            <CommandButton label={labels.again} onPress={() => shell.open('logOn')} />
          </div>
        </Notice>
      )}
    </div>
  )
}
