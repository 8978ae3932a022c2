/** How long an engine's orderly end may take: longer than the longest orderly stop of the services (30 s, site.json). */
export const ENGINE_STOP_LIMIT_MS = 45_000
