/**
 * For `vi.setConfig` in every test with real folders: the limits fit a machine ten times slower. They only end
 * what hangs; no test passes by waiting, because full walks are rarer than any limit.
 */
export const timeLimits = { testTimeout: 240_000, hookTimeout: 60_000 }
