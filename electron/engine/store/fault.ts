/** An expected failure: one clear sentence that says what, where and what to do. Never a stack trace. */
export interface Fault {
  readonly ok: false
  readonly message: string
}

export const fault = (message: string): Fault => ({ ok: false, message })

const words: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission is missing',
  EPERM: 'it is not permitted',
  EROFS: 'the disk is mounted read-only',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder, not a file',
  EEXIST: 'it exists already',
  EIO: 'the disk reports an input/output error',
  ELOOP: 'it is a symbolic link where a plain file is expected',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  EFBIG: 'the file would become too large',
}

export const errorCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

/** The operating system's reason in words. Anything else is a bug and is thrown on. */
export const causeOf = (error: unknown): string => {
  const code = errorCode(error)
  if (code === null) throw error
  return words[code] ?? `the system answered ${code}`
}

export const isDiskFull = (error: unknown): boolean => {
  const code = errorCode(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
}
