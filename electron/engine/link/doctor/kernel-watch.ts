import type { KernelEvidence } from '../../../../shared/domain/link-doctor/evidence.ts'
import type { LinkSettings } from '../../ports.ts'
import { KERNEL_LOOK_MS } from '../limits.ts'
import { readKernel } from './proc-net.ts'

/** Asks the system about the link while something is wrong with it, and only then. */
export interface KernelWatch {
  /** Null while all is well. */
  view(): KernelEvidence | null
  close(): void
}

export const watchKernel = (settings: LinkSettings, isNeeded: () => boolean): KernelWatch => {
  const { ownAddress, peerAddress, port } = settings
  let last: KernelEvidence | null = null
  let isReading = false
  const look = async (): Promise<void> => {
    if (!isNeeded()) {
      last = null
      return
    }
    if (isReading) return
    isReading = true
    last = await readKernel(ownAddress, peerAddress, port)
    isReading = false
  }
  const timer = setInterval(() => void look(), KERNEL_LOOK_MS)
  return { view: () => last, close: () => clearInterval(timer) }
}
