import { useEffect, useState } from 'react'
import type { ForcePreview } from '../../shared/contract/force.ts'
import type { WindowStore } from '../window/window-store.ts'

/** How often what is shown is asked for anew. */
const AGAIN_MS = 1_000

export interface ShownPreview {
  readonly preview: ForcePreview | null
  /** What the person had in front of him is not so any more. */
  readonly hasChanged: boolean
}

/** What a force would cost, as it is now. */
export const useForcePreview = (store: WindowStore): ShownPreview => {
  const [shown, setShown] = useState<ShownPreview>({ preview: null, hasChanged: false })
  useEffect(() => {
    let isGone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      try {
        const { preview } = await store.client.call('forcePreview', {})
        if (isGone) return
        setShown((before) => ({
          preview,
          hasChanged:
            before.hasChanged || (before.preview !== null && before.preview.revision !== preview?.revision),
        }))
      } catch {
        // The window says that the connection is lost; what is shown stays until it is back.
      }
      if (!isGone) timer = setTimeout(() => void ask(), AGAIN_MS)
    }
    void ask()
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [store])
  return shown
}
