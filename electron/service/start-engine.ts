import type { StartEngine } from './engine-handle.ts'

/** The one place where the service gets its engine from. */
export const startEngine: StartEngine = () => Promise.reject(new Error('This build has no engine yet.'))
