import { Administration } from './administration/administration.tsx'
import { Home } from './home/home.tsx'
import { LinkWindow } from './link/link-window.tsx'
import { DecisionRecord } from './record/record.tsx'
import { Redundancy } from './redundancy/redundancy.tsx'
import { Rehearsal } from './rehearsal/rehearsal.tsx'
import { useWindowState, useWindowStore } from './window/window-store.ts'

/** The browser's page: the first page, with its dialogs over it. */
export const Page = () => {
  const store = useWindowStore()
  const dialogs = useWindowState((state) => state.dialogs)
  return (
    <>
      <Home onOpen={store.openDialog} />
      {dialogs.includes('redundancy') && (
        <Redundancy
          onClose={() => store.closeDialog('redundancy')}
          onStatus={() => store.openDialog('administration')}
          isCovered={dialogs.at(-1) !== 'redundancy'}
        />
      )}
      {dialogs.includes('administration') && (
        <Administration
          onClose={() => store.closeDialog('administration')}
          onLink={() => store.openDialog('link')}
        />
      )}
      {dialogs.includes('rehearsal') && <Rehearsal onClose={() => store.closeDialog('rehearsal')} />}
      {dialogs.includes('link') && <LinkWindow onClose={() => store.closeDialog('link')} />}
      {dialogs.includes('record') && <DecisionRecord onClose={() => store.closeDialog('record')} />}
    </>
  )
}
