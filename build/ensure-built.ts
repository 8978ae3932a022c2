// `npm run demo` starts the built program: build it first when the sources changed (docs/testing.md).
import { ensureBuilt, orExit } from './build.ts'

if ((await orExit(ensureBuilt())) === 'built')
  console.log('Built the program (sources changed since the last build).')
