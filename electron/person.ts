import os from 'node:os'

/** Who sits here, for the record: the user of the operating system. */
export const personHere = (): string => {
  try {
    return os.userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}
