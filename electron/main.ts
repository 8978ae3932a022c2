import './uncaught.ts'

/**
 * The desktop app. Everything else is loaded once bugs are caught, also those that show while loading; still
 * before Electron is ready, which comes with a later turn of the event loop.
 */
void import('./begin.ts').then(({ begin }) => begin())
