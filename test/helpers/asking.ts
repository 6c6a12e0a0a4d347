/** Options of commands that ask a running router, for tests that call them in their own process. */
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { AdminOptions } from '../../src/cli/admin/options.ts'
import { folderWith } from './config-files.ts'
import type { Operated } from './operated.ts'
import { adminToken } from './operator.ts'

/** As `--instance` and `--token-file` give them. */
export function askingOptions(t: TestContext, { operator }: Operated): AdminOptions {
  const folder = folderWith(t, { token: adminToken })
  return { instance: [operator.url], tokenFile: join(folder, 'token') }
}
