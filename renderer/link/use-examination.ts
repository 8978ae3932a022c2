import { useState } from 'react'
import type { LinkView } from '../../shared/contract/link.ts'
import type { WindowStore } from '../window/window-store.ts'

/** The examination this window asked for last. */
export type Examination =
  | { readonly is: 'none' }
  | { readonly is: 'underWay' }
  | { readonly is: 'done'; readonly found: LinkView; readonly atMs: number }
  | { readonly is: 'failed' }

export const useExamination = ({
  client,
  state,
}: Pick<WindowStore, 'client' | 'state'>): { readonly examination: Examination; examine(): void } => {
  const [examination, setExamination] = useState<Examination>({ is: 'none' })
  const ask = async (): Promise<void> => {
    setExamination({ is: 'underWay' })
    try {
      const found = await client.call('examineLink', {})
      setExamination({ is: 'done', found, atMs: state.getState().nowMs })
    } catch {
      setExamination({ is: 'failed' })
    }
  }
  return { examination, examine: () => void ask() }
}
