import os from 'node:os'

/**
 * The scheduling of this thread (on Linux niceness belongs to the thread). The engine's loop goes first where
 * that is permitted, so that a busy server does not look like a dead one; file work goes last.
 */
export const setThreadPriority = (niceness: number): void => {
  try {
    os.setPriority(0, niceness)
  } catch {
    // Not permitted: an ordinary priority is what an unprivileged engine has.
  }
}

export const ENGINE_NICENESS = -10
export const FILE_WORK_NICENESS = 5
