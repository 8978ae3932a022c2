import { Administration } from './administration/administration.tsx'
import { Home } from './home/home.tsx'
import { useWindowState, useWindowStore } from './window/window-store.ts'

/** The browser's page: the first page, with its dialogs over it. */
export const Page = () => {
  const store = useWindowStore()
  const dialog = useWindowState((state) => state.dialog)
  return (
    <>
      <Home onOpenAdministration={() => store.openDialog('administration')} />
      {dialog === 'administration' && <Administration onClose={() => store.openDialog('none')} />}
    </>
  )
}
