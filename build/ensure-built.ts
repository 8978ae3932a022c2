// `npm run demo` starts the built program: build it first when the sources changed (docs/testing.md).
import { ensureBuilt } from './build.ts'

if ((await ensureBuilt()) === 'built')
  console.log('Built the program (sources changed since the last build).')
